"""What `dientap scenarios check --prove` prints: the judged lines of a proof, in words or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from drills.language import _, current, mark
from engine.plan import Plan
from engine.proof import FAILS, LULL_MS, PAIRED, REACHED, SUCCEEDS, Line, Run
from engine.texts import Speaker, clock, length

MOST_NAMED = 8
"""What never happened is named so far; the JSON has all."""
_ABOUT = {
    "score": mark("score"),
    "harm": mark("harm"),
    "idle": mark("nobody acts"),
    "novice": mark("novice"),
    "trained": mark("trained"),
    "expert": mark("expert"),
    "service": mark("service"),
    "data": mark("data"),
    "evidence": mark("evidence"),
    "information": mark("information"),
}


def rows(plan: Plan, lines: list[Line]) -> list[tuple[str, str, str, str]]:
    """A table: ✓ or ✗, what was judged, what was found, what is asked."""
    say = Speaker(plan, current())
    return [("✓" if line.is_met else "✗", *_TOLD[line.code](say, line)) for line in lines]


def document(lines: list[Line], runs: list[Run]) -> dict[str, Any]:
    """The whole proof for scripts."""
    return {
        "proved": all(line.is_met for line in lines),
        "lines": [asdict(line) for line in lines],
        "runs": [asdict(run) | {"happened": sorted(run.happened)} for run in runs],
    }


def _name(word: str) -> str:
    return _(_ABOUT.get(word, word))


def _levels(_say: Speaker, line: Line) -> tuple[str, str, str]:
    unit = 10 if line.about == "score" else 1000
    medians = line.found["medians"]
    assert isinstance(medians, list)
    told = " · ".join(f"{value // unit:,}" for value in medians)
    return _("{what}, from nobody to expert (medians)").format(what=_name(line.about)), told, _("better at every level")


def _paired(_say: Speaker, line: Line) -> tuple[str, str, str]:
    what = _("{what}: {high} better than {low}, seed by seed").format(
        what=_name(line.about), high=_name(str(line.found["high"])), low=_name(str(line.found["low"]))
    )
    return what, _percent(line.found["permille"]), _("at least {percent}").format(percent=_percent(PAIRED))


def _span(_say: Speaker, line: Line) -> tuple[str, str, str]:
    goal = {
        "idle": _("under {percent}").format(percent=_percent(FAILS)),
        "novice": _("between the two"),
        "expert": _("at least {percent}").format(percent=_percent(SUCCEEDS)),
    }[line.about]
    return _("median score: {level}").format(level=_name(line.about)), _percent(line.found["permille"]), goal


def _reach(_say: Speaker, line: Line) -> tuple[str, str, str]:
    missing = line.found["missing"]
    assert isinstance(missing, list)
    told = _percent(line.found["permille"])
    if missing:
        named = ", ".join(missing[:MOST_NAMED]) + (" …" if len(missing) > MOST_NAMED else "")
        told += _("; never: {names}").format(names=named)
    return _("steps and situations that happen in some run"), told, _("at least {percent}").format(percent=_percent(REACHED))


def _lull(say: Speaker, line: Line) -> tuple[str, str, str]:
    found = line.found
    lang = current()
    what = _("longest wait of {team}").format(team=say.say(f"team.{line.about}"))
    if "level" not in found:
        return what, "–", ""
    since, lasts = found["since"], found["length"]
    assert isinstance(since, int)
    assert isinstance(lasts, int)
    told = _("{length} from {since} ({level}, seed {seed}); too long in {runs} of {of}").format(
        length=length(lasts, lang),
        since=clock(say.plan.starts, since),
        level=_name(str(found["level"])),
        seed=found["seed"],
        runs=found["runs"],
        of=found["of"],
    )
    return what, told, _("at most {length}").format(length=length(LULL_MS, lang))


def _dilemma(say: Speaker, line: Line) -> tuple[str, str, str]:
    best = line.found["best"]
    assert isinstance(best, dict)
    shown = "; ".join(
        f"{_name(column)}: {' / '.join(say.say(f'dilemma.{line.about}.{option}') for option in options) or '–'}"
        for column, options in best.items()
    )
    what = _("choice «{title}»").format(title=say.say(f"dilemma.{line.about}"))
    if line.found["winner"]:
        shown = _("a quiz: «{option}» is best in everything").format(option=say.say(f"dilemma.{line.about}.{line.found['winner']}"))
    elif not line.is_met:
        shown = _("no choice: all options come to the same in every column")
    return what, shown, _("none best in everything")


def _percent(permille: object) -> str:
    assert isinstance(permille, int)
    whole, tenth = divmod(permille, 10)
    comma = "," if current() == "vi" else "."
    return f"{whole}{comma}{tenth}%" if tenth else f"{whole}%"


_TOLD: dict[str, Callable[[Speaker, Line], tuple[str, str, str]]] = {
    "levels": _levels,
    "paired": _paired,
    "span": _span,
    "reach": _reach,
    "lull": _lull,
    "dilemma": _dilemma,
}
