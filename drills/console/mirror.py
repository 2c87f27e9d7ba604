"""The mirror after ten minutes: what was looked at, collected and told; what is known, what is not, what comes next."""

from __future__ import annotations

from drills.console.frame import Frame
from drills.console.messages import deadlines
from drills.console.spans import Line

FIRST_MINUTES_MS = 10 * 60_000
"""Until when the strip of suggestions stays open, and when the mirror comes (wall time that the clock went)."""
_READS = frozenset(("read-memory", "read-disk", "read-logs", "preserve-evidence"))
_TELLS = frozenset(("report", "notify", "statement", "warn-public", "brief-communes", "convene", "ask-direction"))


def mirror(frame: Frame) -> tuple[Line, ...]:
    """What the person did and knows so far, in a few lines."""
    tell = frame.words.tell
    looked = len(frame.seen & frame.alerts.keys())
    collected = sum(1 for task in frame.view.tasks if task.state in ("done", "nothing") and _verbs(frame, task.action) & _READS)
    told = sum(1 for task in frame.view.tasks if _verbs(frame, task.action) & _TELLS) + sum(1 for m in frame.view.messages if m.replied)
    did = tell(
        "Alerts you looked at: {alerts}. Traces collected: {traces} times. Told or answered: {told} times.",
        alerts=looked,
        traces=collected,
        told=told,
    )
    return (
        ((did, "strong"),),
        (),
        ((f"{tell('Known')}: ", "label"), (_known(frame), "")),
        ((f"{tell('Not known')}: ", "label"), (_unknown(frame), "warn")),
        ((f"{tell('Next due')}: ", "label"), (_next(frame), "")),
        (),
        ((tell("? What should I do – free of any penalty, whenever you like."), "dim"),),
    )


def _verbs(frame: Frame, action: str) -> frozenset[str]:
    record = frame.atlas.actions.get(action)
    return frozenset(effect.verb for effect in record.effects) if record else frozenset()


def _known(frame: Frame) -> str:
    tell, count = frame.words.tell, len
    confirmed = [asset for asset in frame.view.assets if asset.state in ("confirmed", "encrypted")]
    suspect = [asset for asset in frame.view.assets if asset.state == "suspect"]
    false = [alert for alert in frame.view.alerts if alert.verdict in ("false", "likely-false")]
    parts = []
    if confirmed:
        parts.append(tell("confirmed: {names}", names=", ".join(frame.words.name(asset.id) for asset in confirmed[:3])))
    if suspect:
        parts.append(tell("suspect: {names}", names=", ".join(frame.words.name(asset.id) for asset in suspect[:3])))
    if false:
        parts.append(tell("{count} alerts probably false", count=count(false)))
    if frame.view.indicators:
        parts.append(tell("{count} indicators", count=count(frame.view.indicators)))
    return "; ".join(parts) or tell("nothing for certain yet")


def _unknown(frame: Frame) -> str:
    tell = frame.words.tell
    parts = []
    unchecked = sum(1 for alert in frame.view.alerts if not alert.verdict)
    if unchecked:
        parts.append(tell("{count} alerts not checked", count=unchecked))
    if not any(finding.artefact for finding in frame.view.findings):
        parts.append(tell("how they came in"))
    if not any(item.swept_at >= 0 for item in frame.view.indicators):
        parts.append(tell("how far it has spread"))
    if not frame.view.backups:
        parts.append(tell("whether a stored copy is still good"))
    return ", ".join(parts) or tell("nothing that stands out")


def _next(frame: Frame) -> str:
    due = next(iter(deadlines(frame)), None)
    if due is None:
        return frame.words.tell("no deadline yet")
    basis = f" ({due.basis})" if due.basis else ""
    return f"{due.what}{basis}, {frame.words.clock(due.at)}"
