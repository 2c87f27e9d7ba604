"""What stands at this moment as the team has heard: measures in force, what is counted and how it moves, where services fail."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from drills.console import signs
from drills.console.frame import Frame
from drills.console.paperwork import paperwork_lines
from drills.console.spans import Line, Span, one_line
from engine.views import PileView, PlaceView, SwitchView

HOUR_MS = 3_600_000
BARS = "▁▂▃▄▅▆▇█"
MOST_COUNTS = 12
"""Counts of one pile that its little curve shows."""
MOST_PLACES = 24
"""Places of one service that a card lists."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A pile as counted last, with every count before: (drill time, items waiting), oldest first."""

    pile: PileView
    counts: tuple[tuple[int, int], ...]

    @property
    def change(self) -> int:
        """Items more (or fewer) than at the count before, 0 while there is only one."""
        return self.counts[-1][1] - self.counts[-2][1] if len(self.counts) > 1 else 0

    @property
    def before_at(self) -> int:
        """When the count before was taken, -1 while there is only one."""
        return self.counts[-2][0] if len(self.counts) > 1 else -1

    @property
    def per_hour(self) -> int:
        """How fast it moved between the last two counts, items an hour."""
        passed = self.counts[-1][0] - self.before_at if self.before_at >= 0 else 0
        return self.change * HOUR_MS // passed if passed > 0 else 0


def moving(frame: Frame) -> tuple[Moving, ...]:
    """Piles with their counts, what grows fastest first."""
    if not frame.view.piles:
        return ()
    counts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in frame.view.feed:
        if event.kind == "pile-counted":
            counts[event.data["pile"]].append((event.at, event.data["waiting"]))
    found = [Moving(pile, tuple(counts[pile.id]) or ((pile.since, pile.waiting),)) for pile in frame.view.piles]
    return tuple(sorted(found, key=lambda item: (-item.per_hour, -item.pile.waiting, item.pile.id)))


def in_force(frame: Frame) -> tuple[SwitchView, ...]:
    """Measures in force, the newest first."""
    return tuple(sorted((item for item in frame.view.switches if item.on), key=lambda item: (-item.since, item.id, item.site)))


def local_losses(frame: Frame, service: str) -> tuple[PlaceView, ...]:
    """Places where a service is heard to be short of what it is, the worst first."""
    found = [place for place in frame.view.places if place.service == service and place.level < 1000]
    return tuple(sorted(found, key=lambda place: (place.level, place.since, place.site)))


# --- in words


def switch_words(frame: Frame, item: SwitchView) -> str:
    """A measure, and where it is in force."""
    name = one_line(frame.words.value("switch", item.id))
    return f"{name} ({frame.words.name(item.site)})" if item.site else name


def unit_words(frame: Frame, pile: str) -> str:
    """What is counted."""
    return one_line(frame.words.said(f"pile.{pile}.unit"))


def trend(item: Moving) -> Span:
    """An arrow for the way a pile moves: up is bad, whatever is counted."""
    return ("▲", "danger") if item.change > 0 else ("▼", "good") if item.change < 0 else ("=", "dim")


def moved_words(frame: Frame, item: Moving) -> str:
    """How a pile moved since the count before."""
    words = frame.words
    if item.before_at < 0:
        return words.tell("counted once, at {time}", time=words.clock(item.pile.since))
    since = words.clock(item.before_at)
    if not item.change:
        return words.tell("unchanged since {time}", time=since)
    number = words.count(abs(item.change))
    return (
        words.tell("{number} more since {time}", number=number, time=since)
        if item.change > 0
        else words.tell("{number} fewer since {time}", number=number, time=since)
    )


def curve(item: Moving) -> str:
    """The last counts as little bars."""
    values = [waiting for _, waiting in item.counts[-MOST_COUNTS:]]
    top = max(*values, 1) if len(values) > 1 else max(values[0], 1)
    return "".join(BARS[min(len(BARS) - 1, value * len(BARS) // (top + 1))] for value in values)


def summary(frame: Frame) -> Line:
    """One line: the pile that grows fastest, which measures are in force, how many places lack a service. Empty where nothing stands."""
    words = frame.words
    heaps = moving(frame)
    out = [*_pile_spans(frame, heaps[0])] if heaps else []
    switches = in_force(frame)
    if switches:
        more = f" +{len(switches) - 2}" if len(switches) > 2 else ""
        named = " · ".join(switch_words(frame, item) for item in switches[:2])
        out += [(f" {words.tell('In force')}: ", "label"), (f"{named}{more} ", "info")]
    places = {place.site for place in frame.view.places if place.level < 1000}
    if places:
        out.append((f" o {words.tell('{count} places short of a service', count=len(places))} ", "warn"))
    return (*out, *_pile_spans(frame, heaps[1])) if len(heaps) > 1 else tuple(out)


def _pile_spans(frame: Frame, item: Moving) -> Line:
    """A pile in a few words."""
    words = frame.words
    late = f" ({words.tell('{count} late', count=words.count(item.pile.late))})" if item.pile.late else ""
    name = one_line(words.value("pile", item.pile.id))
    return ((f" {name}: ", "label"), (words.count(item.pile.waiting), "strong"), (late, "danger"), (" ", ""), trend(item), (" ", ""))


def standing_lines(frame: Frame) -> tuple[Line, ...]:
    """Everything that stands, under four headings: what is owed first, because it has a time."""
    tell = frame.words.tell
    return (
        ((tell("Papers and signatures"), "title"),),
        *paperwork_lines(frame),
        (),
        ((tell("Measures in force"), "title"),),
        *_switch_lines(frame),
        (),
        ((tell("What is counted"), "title"),),
        *_pile_lines(frame),
        (),
        ((tell("Services by place"), "title"),),
        *_place_lines(frame),
    )


def _switch_lines(frame: Frame) -> list[Line]:
    words = frame.words
    lines: list[Line] = [
        (("● ", "info"), (switch_words(frame, item), "strong"), (f"  {words.tell('since {time}', time=words.clock(item.since))}", "dim"))
        for item in in_force(frame)
    ]
    ended = sorted((item for item in frame.view.switches if not item.on), key=lambda item: -item.since)
    lines += [
        (("○ ", "dim"), (switch_words(frame, item), "dim"), (f"  {words.tell('ended at {time}', time=words.clock(item.since))}", "dim"))
        for item in ended
    ]
    return lines or [((words.tell("None that we have heard of."), "dim"),)]


def _pile_lines(frame: Frame) -> list[Line]:
    words = frame.words
    lines: list[Line] = []
    for item in moving(frame):
        unit = unit_words(frame, item.pile.id)
        lines.append((trend(item), (f" {one_line(words.value('pile', item.pile.id))}  ", "strong"), (curve(item), "info")))
        waiting = words.tell("{count} {unit} waiting", count=words.count(item.pile.waiting), unit=unit)
        late = words.tell("{count} late", count=words.count(item.pile.late))
        total = words.tell("{count} in all", count=words.count(item.pile.total))
        lines.append(
            (
                (f"  {waiting}", ""),
                (f" · {late}", "danger" if item.pile.late else "dim"),
                (f" · {total} · ", "dim"),
                (moved_words(frame, item), "warn" if item.change > 0 else "dim"),
            )
        )
    return lines or [((words.tell("Nothing was counted yet."), "dim"),)]


def _place_lines(frame: Frame) -> list[Line]:
    words = frame.words
    lines: list[Line] = []
    for service in frame.atlas.services:
        places = local_losses(frame, service)
        if places:
            lines.append(((words.name(service), "strong"), (f"  {words.tell('{count} places', count=len(places))}", "dim")))
            lines += [place_line(frame, place) for place in places[:MOST_PLACES]]
            if len(places) > MOST_PLACES:
                lines.append(((f"  {words.tell('and {count} more', count=len(places) - MOST_PLACES)}", "dim"),))
    return lines or [((words.tell("No place is heard to be short of a service by itself."), "dim"),)]


def place_line(frame: Frame, place: PlaceView) -> Line:
    """What people at one place have of a service, and since when."""
    words = frame.words
    sign = signs.service_sign(place.level)
    return (
        (f"  {sign.glyph} ", sign.tone),
        (f"{words.name(place.site)}: ", ""),
        (words.value("level", place.level), sign.tone),
        (f"  {words.tell('since {time}', time=words.clock(place.since))}", "dim"),
    )
