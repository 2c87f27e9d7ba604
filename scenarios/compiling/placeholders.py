"""Which `{names}` each text may hold: those that the engine, the console or a log record will fill."""

from __future__ import annotations

from engine.texts import PLACEHOLDERS

STANDARD_FIELDS = ("time", "host", "address", "account", "user", "source", "source_address", "pid")
"""What a log record fills by itself."""

NAMES = frozenset({"asset", "account", "indicator", "link", "target", "backup", "value", "sender", "note", "source", "seat"})

EVENTS: dict[str, str] = {
    "campaign-started": "campaign",
    "step-started": "campaign step asset",
    "step-succeeded": "campaign step verb technique asset source people",
    "step-failed": "campaign step asset",
    "step-blocked": "campaign step asset reason",
    "step-gave-up": "campaign step",
    "step-abandoned": "campaign step",
    "adversary-chose": "campaign choice option because reasoning",
    "path-searched": "campaign step hops",
    "channel-switched": "campaign indicator",
    "adversary-alarmed": "campaign hurry",
    "foothold-gained": "asset campaign reason",
    "foothold-lost": "asset campaign reason",
    "artefact-left": "asset artefact step holder source account",
    "artefact-lost": "asset artefact step weight reason",
    "asset-encrypted": "asset campaign",
    "asset-wiped": "asset campaign",
    "asset-tampered": "asset campaign",
    "asset-mended": "asset reason",
    "asset-changed": "asset state",
    "service-changed": "service level saved stopped rate micro lost",
    "place-bounded": "service site low high",
    "site-access-changed": "site planes",
    "reserve-started": "reserve",
    "reserve-empty": "reserve",
    "reserve-saved": "reserve",
    "weather": "weather state",
    "mains-lost": "site",
    "mains-back": "site",
    "battery-started": "site battery low high",
    "power-lost": "site battery",
    "power-back": "site battery",
    "line-down": "link site",
    "line-up": "link site",
    "road-blocked": "site",
    "road-open": "site",
    "copy-destroyed": "backup asset",
    "asset-restored": "asset",
    "isolated-wrongly": "asset",
    "cut-wrongly": "site",
    "marked-wrongly": "alert verdict",
    "services-counted": "lost",
    "pile-moved": "pile amount rate_in rate_out total_in",
    "piles-counted": "piles",
    "harm-counted": "column amount cause",
    "report-judged": "team form organisation duty fields wrong_body late basis",
    "report-misdirected": "team form to should basis",
    "order-over-head": "team organisation action task",
    "leak": "team cause to about",
    "milestone": "milestone",
    "measure-judged": "objective measure earned points evidence",
    "alert": "alert kind sensor severity asset raised facts indicators",
    "triaged": "alert verdict hint task",
    "marked": "alert verdict kind asset",
    "task-ordered": "task action target params state low high seat why team doer",
    "task-approved": "task by",
    "task-started": "task action target",
    "task-ended": "task action target outcome params",
    "order-refused": "action target code",
    "found": "finding asset artefact at_source left facts indicators task",
    "collected": "asset what task",
    "swept": "indicator value hits blind task",
    "asset-known": "asset state source",
    "backup-checked": "backup asset verdict",
    "proven": "system",
    "indicator-blocked": "indicator value",
    "indicator-unblocked": "indicator value",
    "account-locked": "account",
    "account-reset": "account",
    "account-unlocked": "account",
    "link-cut": "link site",
    "link-restored": "link site",
    "service-noticed": "service level",
    "place-noticed": "service site level",
    "pile-counted": "pile waiting late total",
    "site-noticed": "site planes",
    "message": "message inject via sender text replies due kind",
    "replied": "message reply by free inject tag late",
    "reply-missed": "message inject",
    "request-answered": "message request answer task team action target",
    "report-sent": "form organisation duty on_time fields signed_by",
    "duty-started": "duty form organisation due",
    "duty-missed": "duty form organisation basis",
    "watch-set": "until note",
    "watch-due": "until note",
    "note": "text seat",
    "declared": "level seat team",
    "switched": "switch on site by",
    "staff-changed": "role total",
    "organised": "what",
    "objective-progress": "measure objective state due",
    "flagged": "flag",
    "learnt": "indicators source people",
    "drill-ended": "",
    "real-incident": "seat",
}
"""Event kind → the data that it carries, as in `engine.messages`."""

_ANY = frozenset(PLACEHOLDERS | NAMES | {word for data in EVENTS.values() for word in data.split()} | {"count", "percent"})
_TALKING = ("event", "refusal", "what", "reason", "outcome", "level")
"""Groups of words that are filled when they are said; every other group is words as they stand."""


def allowed_in_words(group: str, name: str) -> frozenset[str]:
    """Placeholders that a program text may hold."""
    if group == "event" and name in EVENTS:
        return frozenset(EVENTS[name].split())
    return _ANY if group in _TALKING else frozenset()
