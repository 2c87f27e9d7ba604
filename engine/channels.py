"""Messages between organisations: by which channel, whether it carries at both ends, when they are read, who else reads.

What is attached to a message are facts that its sender holds; whoever reads it learns them. The sender is told that it
went out, and nothing of what became of it: not that the line was down, not whether anybody read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

from engine.conditions import Conditions
from engine.messages import Data, Event, Receipt, Send
from engine.people import People
from engine.plan import Channel
from engine.world import World

CARRIES_FROM = 300
"""Level (per-mille) of a service from which it carries messages."""
PHONE = "phone"
"""The channel over which people are called."""
MOST_ATTACHED = 12
LONGEST_TEXT = 2_000
SHARED = ("alert", "finding", "indicator", "swept", "hits", "blocked", "locked", "state", "service-down", "backup-clean", "backup-infected")
"""First words of facts that can be attached."""
LEAK_TRUST = {"personal": 15, "secret": 30, "": 6}
"""Trust lost, per-mille, when something of that secrecy, or a screen of a chat, gets out (author's estimate)."""


@dataclass(slots=True)
class Letter:
    """A message on its way to one organisation."""

    id: str
    team: str
    to: str
    channel: Channel
    seat: str
    text: str
    about: tuple[str, ...]
    told: Data
    """What the facts attached bring with them: indicators, states, findings, alerts."""


class Channels:
    """Messages of a run."""

    def __init__(self, world: World, conditions: Conditions, people: People) -> None:
        self._world = world
        self._conditions = conditions
        self._channels = {channel.id: channel for channel in world.index.plan.organisation.channels}
        self._knowing = {secrecy: set(orgs) for secrecy, orgs in world.index.plan.organisation.need_to_know}
        self._site = world.index.home
        self._sent: dict[tuple[str, str, str], int] = {}
        self._held: list[Letter] = []
        phone = self._channels.get(PHONE)
        if phone is not None:
            people.line_works = lambda organisation: self.works(phone, organisation)
        for topic in ("service", "site", "lines"):
            world.on(topic, self._something_moved)

    # --- sending

    def send(self, team: str, seat: str, command: Send) -> Receipt:
        """Accept or refuse a message on nothing but what the sender may know."""
        channel = self._channels.get(command.channel)
        org = self._world.index.teams[team].org
        known = self._world.index.org_team
        if channel is None or (channel.only and org not in channel.only):
            return Receipt(False, "no-such-channel", {"via": command.channel})
        unknown = [name for name in command.to if name not in known or name == org]
        if unknown or not command.to:
            return Receipt(False, "unknown-target", {"target": unknown[0] if unknown else ""})
        if len(command.about) > MOST_ATTACHED or len(command.text) > LONGEST_TEXT or not (command.text.strip() or command.about):
            return Receipt(False, "bad-params", {"what": "text"})
        facts = self._world.knowledge[team].facts
        foreign = [fact for fact in command.about if fact not in facts or fact.split(":")[0] not in SHARED]
        if foreign:
            return Receipt(False, "not-known", {"value": foreign[0]})
        told = self._told(team, command.about)
        for to in dict.fromkeys(command.to):
            self._post(team, seat, to, channel, command, told)
        return Receipt(True)

    def _post(self, team: str, seat: str, to: str, channel: Channel, command: Send, told: Data) -> None:
        key = (team, to, channel.id)
        nth = self._sent[key] = self._sent.get(key, -1) + 1
        name = self._world.draws.opaque("letter", *key, str(nth))
        letter = Letter(name, team, to, channel, seat, command.text, tuple(dict.fromkeys(command.about)), told)
        data = {"message": name, "organisation": to, "via": channel.id, "text": command.text, "about": list(letter.about), "seat": seat}
        self._world.emit("sent", (team,), data)
        self._carry(letter)

    def _told(self, team: str, about: tuple[str, ...]) -> Data:
        """What the attached facts bring, as the sender learnt it."""
        log = self._world.knowledge[team].log
        told: Data = {"indicators": {}, "states": [], "findings": [], "alerts": []}
        for fact in about:
            head, *rest = fact.split(":")
            if head == "indicator":
                told["indicators"][rest[0]] = self._world.value(rest[0])
            elif head == "state":
                told["states"].append({"asset": rest[0], "state": rest[1]})
            elif head == "finding":
                told["findings"] += _latest(log, "found", "artefact", rest[0])
            elif head == "alert":
                told["alerts"] += _latest(log, "alert", "kind", rest[0])
        return told

    # --- carrying

    def works(self, channel: Channel, org: str) -> bool:
        """Whether a channel carries at an organisation's end."""
        services, site = self._world.services, self._site.get(org, "")
        return all((services.site_level(service, site) if site else services.level[service]) >= CARRIES_FROM for service in channel.needs)

    def _carry(self, letter: Letter) -> None:
        """On its way, or held back where the channel is down at either end."""
        ends = [org for org in (self._world.index.teams[letter.team].org, letter.to) if not self.works(letter.channel, org)]
        if ends:
            self._held.append(letter)
            self._world.emit("message-held", (), {"message": letter.id, "via": letter.channel.id, "organisation": ends[0]})
            return
        takes = self._world.draws.sample(f"carries:{letter.channel.id}:{letter.team}", letter.to, letter.channel.takes)
        self._world.clock.later(takes + letter.channel.per_km_ms * self._km(letter), self._arrive, letter)

    def _km(self, letter: Letter) -> int:
        """Distance between the two ends, whole kilometres as the crow flies; 0 where either has no place."""
        sites = self._world.index.sites
        ends = [self._site.get(org, "") for org in (self._world.index.teams[letter.team].org, letter.to)]
        if not all(ends):
            return 0
        here, there = (sites[end] for end in ends)
        north = (here.lat_e6 - there.lat_e6) * 111 // 1000
        east = (here.lon_e6 - there.lon_e6) * 108 // 1000  # a degree of longitude at 13.8° north is 108 km
        return isqrt(north * north + east * east) // 1000

    def _something_moved(self, _: str) -> None:
        if self._held:
            held, self._held = self._held, []
            for letter in held:
                self._world.clock.later(0, self._carry, letter)

    # --- arriving

    def _arrive(self, letter: Letter) -> None:
        world, channel = self._world, letter.channel
        team = world.index.org_team[letter.to]
        self._watch_secrets(letter)
        if letter.about and world.draws.chance(f"leaks:{channel.id}:{letter.team}", letter.to, channel.leaks):
            self._leak(letter.team, channel.id, "bao-chi", letter.about[0], "")
        if not team:
            world.emit("message-read", (), {"message": letter.id, "organisation": letter.to})
            return
        params = {"text": letter.text, "about": list(letter.about)}
        data = {"message": letter.id, "inject": "", "via": channel.id, "sender": f"team.{letter.team}", "text": "what.message"}
        world.emit("message", (team,), data | {"params": params, "due": -1, "kind": "note", "replies": []})
        after = world.draws.sample(f"reads:{channel.id}:{team}", letter.team, channel.read_after)
        world.clock.later(after, self._read, letter, team)

    def _read(self, letter: Letter, team: str) -> None:
        self._world.emit("message-read", (), {"message": letter.id, "organisation": letter.to})
        if letter.about:
            data = {"message": letter.id, "from": letter.team, "about": list(letter.about)}
            self._world.emit("shared", (team,), data | letter.told)

    # --- what gets out

    def _watch_secrets(self, letter: Letter) -> None:
        """Something that not everybody may know went to somebody who may not."""
        for fact in letter.about:
            head, _, thing = fact.partition(":")
            secrecy = self._world.index.artefacts[thing].secrecy if head == "finding" else ""
            if secrecy and letter.to not in self._knowing.get(secrecy, set()):
                self._leak(letter.team, "message", letter.to, fact, secrecy)

    def _leak(self, team: str, cause: str, to: str, about: str, secrecy: str) -> None:
        self._world.emit("leak", (), {"team": team, "cause": cause, "to": to, "about": about})
        self._world.lose_trust(LEAK_TRUST[secrecy], f"leak:{cause}")
        self._conditions.latch(f"leaked:{cause}")


def _latest(log: list[Event], kind: str, key: str, value: str) -> list[Data]:
    """The last event of a kind about a thing, as it was told."""
    return next(([event.data | {"at": event.at}] for event in reversed(log) if event.kind == kind and event.data[key] == value), [])
