"""States as glyph, word and tone, so that none is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from drills.language import mark


@dataclass(frozen=True, slots=True)
class Sign:
    """One state's look. `word` is an English word for the catalogue, '' where the plan's texts name it."""

    glyph: str
    tone: str
    word: str = ""


SEVERITY = {4: Sign("‼", "danger"), 3: Sign("!", "danger"), 2: Sign("▲", "warn"), 1: Sign("·", "dim")}
"""Alert severity; words are the plan's `severity.N`."""

VERDICT = {
    "": Sign("○", "info", mark("not checked")),
    "likely-true": Sign("◆", "danger", mark("likely real")),
    "likely-false": Sign("◇", "good", mark("likely false")),
    "unclear": Sign("?", "warn", mark("unclear")),
    "true": Sign("◆", "danger", mark("real")),
    "false": Sign("◇", "good", mark("false alarm")),
    "unsure": Sign("?", "warn", mark("not sure")),
}
"""What was made of an alert; short words for a narrow column."""

ASSET = {
    "suspect": Sign("▲", "warn"),
    "confirmed": Sign("◆", "danger"),
    "isolated": Sign("□", "info"),
    "encrypted": Sign("✖", "danger"),
    "off": Sign("○", "dim"),
    "clean": Sign("✓", "good"),
    "restored": Sign("✓", "good"),
}
"""What is known of an asset; words are the plan's `state.S`."""
UNKNOWN = Sign("·", "dim", mark("nothing known"))

TASK = {
    "awaiting": Sign("✎", "warn", mark("waiting for approval")),
    "queued": Sign("…", "warn", mark("waiting for staff")),
    "running": Sign("▶", "info", mark("under way")),
    "done": Sign("✓", "good", mark("done")),
    "nothing": Sign("–", "dim", mark("done, nothing found")),
    "failed": Sign("✖", "danger", mark("failed")),
    "cancelled": Sign("×", "dim", mark("cancelled")),
}

SITE = {
    "down": Sign("✖", "danger", mark("down")),
    "hit": Sign("◆", "danger", mark("confirmed")),
    "suspect": Sign("▲", "warn", mark("suspect")),
    "degraded": Sign("o", "warn", mark("degraded")),
    "normal": Sign("·", "dim", mark("normal")),
}
"""A site on the map, gravest first."""

MEASURE = {
    "running": Sign("▶", "info", mark("running")),
    "met": Sign("✔", "good", mark("met")),
    "late": Sign("✖", "danger", mark("late")),
}

DUTY = {
    "open": Sign("§", "warn", mark("to be sent")),
    "sent": Sign("✓", "good", mark("sent in time")),
    "late": Sign("✓", "warn", mark("sent late")),
    "missed": Sign("✖", "danger", mark("overdue, still to be sent")),
}

HYPOTHESIS = {
    "open": Sign("○", "info", mark("open")),
    "likely": Sign("◆", "warn", mark("likely")),
    "ruled-out": Sign("×", "dim", mark("ruled out")),
}
"""What the team makes of what it supposes."""

SCOPE = {
    "in": Sign("◆", "danger", mark("in scope")),
    "suspected": Sign("▲", "warn", mark("suspected")),
    "out": Sign("✓", "good", mark("cleared")),
}
"""Whether a device is part of the case."""

SURE = {"": mark("not said"), "low": mark("not very"), "middle": mark("fairly"), "high": mark("very")}
"""How sure somebody is."""

VIA = {"phone": "☎", "mail": "✉", "chat": "»", "paper": "¶", "visit": "♦", "system": "•", "request": "⇄", "report": "§"}
"""How a message came."""

EVENT = {
    "alert": Sign("!", "warn"),
    "triaged": Sign("?", ""),
    "marked": Sign("?", ""),
    "task-ordered": Sign("→", ""),
    "task-approved": Sign("✎", "good"),
    "task-started": Sign("▶", "dim"),
    "task-ended": Sign("■", ""),
    "found": Sign("◆", "danger"),
    "collected": Sign("·", ""),
    "swept": Sign("○", ""),
    "asset-known": Sign("▲", ""),
    "backup-checked": Sign("▤", ""),
    "proven": Sign("✓", "good"),
    "indicator-blocked": Sign("□", ""),
    "indicator-unblocked": Sign("□", "dim"),
    "account-locked": Sign("□", ""),
    "account-reset": Sign("□", ""),
    "account-unlocked": Sign("□", "dim"),
    "link-cut": Sign("╳", "warn"),
    "link-restored": Sign("═", "good"),
    "service-noticed": Sign("o", "warn"),
    "place-noticed": Sign("o", "warn"),
    "pile-counted": Sign("Σ", "accent"),
    "site-noticed": Sign("╳", "warn"),
    "message": Sign("✉", "accent"),
    "replied": Sign("↩", ""),
    "reply-missed": Sign("✖", "danger"),
    "request-answered": Sign("⇄", ""),
    "report-sent": Sign("§", "good"),
    "duty-started": Sign("§", "warn"),
    "duty-missed": Sign("§", "danger"),
    "watch-set": Sign("◷", ""),
    "watch-due": Sign("◷", "accent"),
    "note": Sign("“", "dim"),
    "declared": Sign("★", "accent"),
    "switched": Sign("●", "info"),
    "staff-changed": Sign("±", ""),
    "organised": Sign("+", ""),
    "objective-progress": Sign("▷", ""),
    "real-incident": Sign("■", "danger"),
    "task-awaits": Sign("✎", "warn"),
    "signature-waited": Sign("✎", "good"),
    "reached": Sign("☎", "good"),
    "no-answer": Sign("☎", "dim"),
    "dead-number": Sign("☎", "danger"),
    "paper-owed": Sign("¶", "warn"),
    "paper-done": Sign("¶", "good"),
    "paper-missing": Sign("¶", "danger"),
    "sent": Sign("↗", ""),
    "shared": Sign("↙", "accent"),
    "shift-changed": Sign("⇆", ""),
    "rover-caught": Sign("◎", "good"),
    "board-changed": Sign("□", "info"),
    "custody": Sign("§", "info"),
    "sealed": Sign("§", "good"),
    "mains-lost": Sign("ϟ", "danger"),
    "mains-back": Sign("ϟ", "good"),
    "battery-started": Sign("▭", "warn"),
    "power-lost": Sign("▭", "danger"),
    "power-back": Sign("▭", "good"),
    "line-down": Sign("╳", "danger"),
    "line-up": Sign("═", "good"),
    "road-blocked": Sign("≠", "warn"),
    "road-open": Sign("=", "good"),
}
"""What happened, in the log; words are the plan's `event.KIND`."""

NO_SIGN = Sign(" ", "")


def service_sign(level: int) -> Sign:
    """A service's level (per-mille) as a sign."""
    if level <= 0:
        return SITE["down"]
    return SITE["normal"] if level >= 1000 else SITE["degraded"]
