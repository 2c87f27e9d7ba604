"""Case boards beside the truth: what each team supposed and when it was right, its scope against what was taken, who held the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from engine.messages import Event
from reports.analysis.record import Record
from reports.model import Cite, CustodyRow, HypothesisRow, Pinned, ScopeRow, TeamBoard
from reports.words import N_

_STATES = {"open": N_("open"), "likely": N_("likely"), "ruled-out": N_("ruled out")}
_SURE = {"": "", "low": N_("not very sure"), "middle": N_("fairly sure"), "high": N_("very sure")}
_CLAIMS = {
    "taken": N_("{what_name} is in the attackers' hands"),
    "first": N_("{what_name} was the first machine to be broken into"),
    "clean": N_("{what_name} is clean: nobody broke into it"),
    "account": N_("the account {what_name} is being misused"),
}
_TAKEN = ("foothold-gained", "asset-encrypted", "asset-wiped", "asset-tampered")
MOST_PINS = 20
"""Pinned facts of one team that are told."""


@dataclass(frozen=True, slots=True)
class _Since:
    """From when something was true: drill time, and the event that made it so."""

    at: int
    event: int


def boards(record: Record) -> tuple[TeamBoard, ...]:
    """One board a team, of those that put something on it or held evidence."""
    truth = _Truth(record)
    found = (_board(record, truth, team) for team in record.teams)
    return tuple(board for board in found if board.hypotheses or board.scope or board.pins or board.custody)


class _Truth:
    """What the attack did, as far as a board can be held against it."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.taken: dict[str, _Since] = {}
        """Machine → since when it had been in the attackers' hands, ruined or made to lie."""
        for position, event in record.every(*_TAKEN):
            asset = str(event.data.get("asset", ""))
            if record.hostile(event.data.get("campaign")) and asset not in self.taken:
                self.taken[asset] = _Since(event.at, position)
        self.first = min(self.taken, key=lambda asset: (self.taken[asset].at, self.taken[asset].event), default="")
        self.misused: dict[str, _Since] = {}
        """Account → since when attackers used it."""
        for position, event in record.every("step-succeeded"):
            step = record.steps.get((str(event.data.get("campaign", "")), str(event.data.get("step", ""))))
            if step is not None and step.needs_account and record.attack(event):
                self.misused.setdefault(step.needs_account, _Since(event.at, position))

    def of(self, claim: str, thing: str) -> _Since | None:
        """Since when a claim has been true, None if it never was. `clean` is said of machines that never fell."""
        if claim == "account":
            return self.misused.get(thing)
        if claim == "first" and thing != self.first:
            return None
        return self.taken.get(thing)


def _board(record: Record, truth: _Truth, team: str) -> TeamBoard:
    entries: dict[tuple[str, str], list[tuple[int, Event]]] = {}
    for position, event in record.every("board-changed"):
        if team in event.to:
            entries.setdefault((str(event.data["kind"]), str(event.data["item"])), []).append((position, event))
    scope = tuple(_scope(record, truth, item, history) for (kind, item), history in entries.items() if kind == "scope")
    placed = {item for (kind, item), history in entries.items() if kind == "scope" and history[-1][1].data["state"] == "in"}
    missed = [asset for asset in truth.taken if asset not in placed] if scope else []
    pins = [history for (kind, _), history in entries.items() if kind == "pin"]
    return TeamBoard(
        team=team,
        name=record.team_name(team),
        hypotheses=tuple(_hypothesis(record, truth, history) for (kind, _), history in entries.items() if kind == "hypothesis"),
        scope=scope,
        missed=record.words.some([record.words.name(asset) for asset in missed], 8) if missed else "",
        pins=tuple(_pin(record, history) for history in pins[:MOST_PINS]),
        custody=_custody(record, team),
    )


# --- hypotheses


def _hypothesis(record: Record, truth: _Truth, history: list[tuple[int, Event]]) -> HypothesisRow:
    words, last = record.words, history[-1][1].data
    claim, _, thing = str(last.get("about", "")).partition(":")
    since = truth.of(claim, thing) if thing else None
    holds, said = _verdict(record, truth, claim, since, history)
    return HypothesisRow(
        text=str(last["text"]),
        why=str(last.get("why", "")),
        claim=words.text(_CLAIMS[claim], what_name=words.name(thing)) if claim in _CLAIMS else "",
        states=tuple(_state(record, event) for _, event in history),
        right=_right(holds, str(last["state"])),
        truth=said,
        cites=record.cite(*(position for position, _ in history), *((since.event,) if since is not None else ())),
    )


def _right(holds: bool | None, state: str) -> str:
    """right where the team's last word fits the truth: likely and so, or ruled out and not so; what it left open is neither."""
    if holds is None or state == "open":
        return "open"
    return "right" if holds == (state == "likely") else "wrong"


def _state(record: Record, event: Event) -> str:
    """«08:12 để ngỏ, chưa chắc»."""
    words, sure = record.words, _SURE.get(str(event.data["sure"]), "")
    state = words.text(_STATES[str(event.data["state"])])
    return f"{words.clock(event.at)} {state}{f', {words.text(sure)}' if sure else ''}"


def _verdict(record: Record, truth: _Truth, claim: str, since: _Since | None, history: list[tuple[int, Event]]) -> tuple[bool | None, str]:
    """Whether it was so (None: words that claim nothing), and the truth to set beside it."""
    words = record.words
    if claim not in _CLAIMS:
        held = len(record.held_at(history[-1][1].at))
        return None, words.text(
            "In the team's own words, for exercise control to judge; machines in the attackers' hands then: {count}.",
            count=words.number(held),
        )
    if claim == "clean":
        if since is None:
            return True, words.text("Right to the end: nobody broke into it.")
        return False, words.text("Right until {clock} only: then it was taken.", clock=words.clock(since.at))
    if since is None:
        if claim == "first" and truth.first:
            first = truth.taken[truth.first]
            return False, words.text(
                "Not so: the first was {asset_name}, at {clock}.", asset_name=words.name(truth.first), clock=words.clock(first.at)
            )
        return False, words.text("Not so at any time.")
    return True, _found(record, since, history)


def _found(record: Record, since: _Since, history: list[tuple[int, Event]]) -> str:
    """Since when it was true, and when the team came to think so, or gave it up."""
    words = record.words
    out = [words.text("True since {clock}", clock=words.clock(since.at))]
    likely = next((event for _, event in history if event.data["state"] == "likely" and event.at >= since.at), None)
    if likely is not None:
        after = words.length(likely.at - max(0, since.at))
        clock = words.clock(likely.at)
        out.append(
            words.text("held likely at {clock}, {length} later", clock=clock, length=after)
            if since.at >= 0
            else words.text("held likely at {clock}, {length} after the drill began", clock=clock, length=after)
        )
    last = history[-1][1]
    if last.data["state"] == "ruled-out" and last.at >= since.at:
        out.append(words.text("ruled out at {clock} although it was so", clock=words.clock(last.at)))
    return "; ".join(out) + "."


# --- scope and pins


def _scope(record: Record, truth: _Truth, asset: str, history: list[tuple[int, Event]]) -> ScopeRow:
    words, (position, last) = record.words, history[-1]
    inside = last.data["state"] == "in"
    since = truth.taken.get(asset)
    state = N_("cleared") if not inside else N_("suspected") if last.data["sure"] == "low" else N_("in scope")
    if since is None:
        said = words.text("nobody broke into it")
    elif since.at <= last.at:
        said = words.text("taken since {clock}", clock=words.clock(since.at))
    else:
        said = words.text("taken later, at {clock}", clock=words.clock(since.at))
    return ScopeRow(
        asset=words.name(asset),
        where=record.place_of(asset),
        clock=words.clock(last.at),
        state=words.text(state),
        why=str(last.data["text"]),
        right=inside == (since is not None),
        truth=said,
        cites=record.cite(position, *((since.event,) if since is not None else ())),
    )


def _pin(record: Record, history: list[tuple[int, Event]]) -> Pinned:
    position, last = history[-1]
    return Pinned(record.words.clock(last.at), fact_text(record, str(last.data["item"])), str(last.data["text"]), record.cite(position))


def fact_text(record: Record, fact: str) -> str:
    """A fact by the name of what it is about."""
    words = record.words
    head, _, rest = fact.partition(":")
    thing, _, more = rest.partition(":")
    if head == "state":
        return f"{words.name(thing)}: {words.authored(f'state.{more}', more)}"
    if head == "service-down":
        service, _, site = rest.partition("@")
        name = f"{words.name(service)} ({words.name(site)})" if site else words.name(service)
        return words.text("{service_name} disturbed", service_name=name)
    if head == "looked":
        return words.authored(f"observation.{rest}", rest)
    for kind in ("artefact", "alert", "indicator", "level", "switch", "person"):
        if words.speaker.has(f"{kind}.{thing}"):
            return words.authored(f"{kind}.{thing}")
    if words.speaker.has(f"inject.{thing}.says"):
        return words.authored(f"inject.{thing}.says")
    return words.name(thing)


# --- evidence


def _custody(record: Record, team: str) -> tuple[CustodyRow, ...]:
    """Seals that a team took or received, with every hand-over, and where the chain broke."""
    known = {
        str(event.data["seal"]): position
        for position, event in reversed(record.every("sealed", "custody"))
        if team in event.to and (event.kind == "sealed" or _received(record, event, team))
    }
    return tuple(_seal(record, seal, position) for seal, position in sorted(known.items(), key=lambda item: item[1]))


def _received(record: Record, event: Event, team: str) -> bool:
    """Whether this hand-over brought a seal to a team."""
    own = record.teams[team].org if team in record.teams else ""
    return bool(own) and event.data.get("to") == own


def _seal(record: Record, seal: str, position: int) -> CustodyRow:
    words, event = record.words, record.events[position]
    sealing = record.first("sealed", seal=seal)
    source = record.events[sealing] if sealing >= 0 else event
    moves = [(place, move) for place, move in record.every("custody") if move.data.get("seal") == seal]
    broken = record.first("custody-broken", seal=seal)
    cites: tuple[Cite, ...] = record.cite(sealing, *(place for place, _ in moves), broken)
    return CustodyRow(
        asset=words.name(str(event.data.get("asset", ""))),
        clock=words.clock(source.at),
        by=words.name(str(source.data.get("by", event.data.get("from", "")))),
        hash=str(source.data.get("hash", "")),
        moves=tuple(_move(record, move) for _, move in moves),
        holder=words.name(str(moves[-1][1].data["to"])) if moves else words.name(str(source.data.get("by", ""))),
        broken=_broken(record, broken) if broken >= 0 else "",
        cites=cites,
    )


def _move(record: Record, move: Event) -> str:
    words, number = record.words, str(move.data.get("sealed_as", ""))
    said = words.text(
        "{clock} {team_name} to {body}",
        clock=words.clock(move.at),
        team_name=words.name(str(move.data["from"])),
        body=words.name(str(move.data["to"])),
    )
    return f"{said} ({number})" if number else said


def _broken(record: Record, position: int) -> str:
    words, event = record.words, record.events[position]
    said = N_("Broken at {clock}: {team_name} read it without a record.")
    if event.data.get("reason") != "read-disk":
        said = N_("Broken at {clock}: {team_name} rebuilt the machine before it was handed over.")
    return words.text(said, clock=words.clock(event.at), team_name=words.name(str(event.data.get("team", ""))))
