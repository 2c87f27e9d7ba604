"""Facts that a team may know, as conditions and reference orders name them."""

from __future__ import annotations

from scenarios.compiling.desk import Desk, Path_

FACTS: dict[str, tuple[str, ...]] = {
    "alert": ("alert",),
    "alert-on": ("asset",),
    "verdict-true": ("alert",),
    "verdict-false": ("alert",),
    "finding": ("artefact",),
    "indicator": ("indicator",),
    "swept": ("indicator",),
    "looked": ("observation",),
    "hits": ("indicator",),
    "blocked": ("indicator",),
    "locked": ("account",),
    "state": ("asset", "asset-state"),
    "done": ("action", "any"),
    "service-down": ("service",),
    "milestone": ("milestone",),
    "message": ("inject",),
    "replied": ("inject",),
    "declared": ("level",),
    "backup-clean": ("backup",),
    "backup-infected": ("backup",),
    "backup-unreadable": ("backup",),
    "backup-altered": ("backup",),
    "backup-matches": ("backup",),
    "proven": ("system",),
    "mains-lost": ("site",),
    "power-lost": ("site",),
    "line-down": ("link",),
    "road-blocked": ("site",),
    "organised": ("any",),
    "flag": ("any",),
    "reached": ("person",),
    "switch-on": ("switch",),
    "switch-off": ("switch",),
}
"""First word of a fact → the kinds of the words after it; the last of `done` may be left out."""

_CLOSED = {
    "asset-state": ("suspect", "confirmed", "isolated", "encrypted", "off", "clean", "restored"),
    "level": ("suspected", "ordinary", "serious", "over"),
}


def check_fact(desk: Desk, fact: str, path: Path_) -> bool:
    """Whether a fact can ever be known; if not, a fault."""
    head, *rest = fact.split(":")
    if not desk.known("fact", head, path, FACTS):
        return False
    kinds = FACTS[head]
    if head in ("organised", "flag"):
        rest = [":".join(rest)] if rest else []
    shortest = 1 if head == "done" else len(kinds)
    if not shortest <= len(rest) <= len(kinds) or not all(rest):
        form = ":".join((head, *(kind.upper() for kind in kinds)))
        desk.fault(
            "DT1309",
            path,
            f"Dữ kiện «{fact}» viết thiếu hoặc thừa.",
            f"The fact `{fact}` has too few or too many parts.",
            (f"Viết {form}.", f"Write {form}."),
        )
        return False
    told = [_part(desk, kind, word, path) for kind, word in zip(kinds, rest, strict=False)]
    return False not in told


def _part(desk: Desk, kind: str, word: str, path: Path_) -> bool:
    if kind == "any":
        return True
    if kind == "service" and "@" in word:
        word, _, site = word.partition("@")
        return desk.known("service", word, path) and desk.known("site", site, path)
    if kind in _CLOSED:
        return desk.known("kind", word, path, _CLOSED[kind])
    return desk.known(kind, word, path)
