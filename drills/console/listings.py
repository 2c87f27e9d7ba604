"""Rows of the console's lists: pure functions from a frame to keyed rows."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from drills.console import signs
from drills.console.feed import asked, feed, task_words
from drills.console.frame import Frame
from drills.console.messages import body, duty_words, open_duties, sender
from drills.console.paperwork import owed_papers, paper_words, signature_words, signatures
from drills.console.search import Query
from drills.console.spans import Line, Span, one_line
from drills.console.standing import local_losses
from engine.texts import clean
from engine.views import AlertView, MeasureView, TaskView

MOST = 300
"""Rows that a list built by a search shows at most."""
BAR = 8
PLACES_SHOWN = 4
"""Places under one service in the list of services; its page has all."""
MEASURE_WIDTH = 34
"""Cells for a measure's name where the objectives have least room."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width in cells (0 = the rest, shared), and the list's width from which it is shown."""

    width: int
    least: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, known by its key whatever its place."""

    key: str
    cells: Line
    more: str = ""
    """Words that a search finds although they are not shown."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under columns, and what to say where there are none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = ""


def severity(frame: Frame, level: int) -> Span:
    """A severity's glyph and word."""
    sign = signs.SEVERITY[level]
    return (f"{sign.glyph} {frame.words.said(f'severity.{level}', str(level))}", sign.tone)


GRAVEST = 4
"""Severity that stays on top of the queue until somebody judged it."""
ALERT_COLUMNS = (Column(1), Column(5), Column(10, 60), Column(14), Column(10, 110), Column(0), Column(12, 88), Column(1))


def alert_rows(frame: Frame, query: Query) -> Listing:
    """The alert queue: the gravest that nobody judged on top, then the newest first; repeats on one row."""
    order = sorted(frame.repeats.values(), key=lambda group: (group[-1].severity >= GRAVEST and not group[-1].verdict, group[-1].at))
    rows = [_alert(frame, group) for group in reversed(order)]
    empty = frame.words.tell("No alert yet; they come by themselves. Press Enter for the map.")
    return Listing(ALERT_COLUMNS, query.of(rows), empty)


def _alert(frame: Frame, group: tuple[AlertView, ...]) -> Row:
    """One row for an alert and its repeats: known by the first, told by the last."""
    words = frame.words
    alert = group[-1]
    sign = signs.SEVERITY[alert.severity]
    verdict = signs.VERDICT[alert.verdict]
    ids = {item.id for item in group}
    fresh = not ids.isdisjoint(frame.fresh_ids)
    checking = not alert.verdict and any(task.target in ids for task in frame.open_tasks)
    sensor = words.value("sensor", alert.sensor)
    said = one_line(words.say(f"alert.{alert.kind}"))
    if len(group) > 1:
        said = f"×{len(group)} {said}"
    tone = "strong" if fresh else ("dim" if alert.verdict in ("likely-false", "false") else "")
    state = (words.tell("checking"), "info") if checking else (words.tell(verdict.word), verdict.tone)
    cells = (
        (sign.glyph, sign.tone),
        (words.clock(alert.at)[:5], tone or "dim"),
        (words.said(f"severity.{alert.severity}", ""), sign.tone),
        (words.name(alert.asset), tone),
        (sensor, "dim"),
        (said, tone),
        state,
        ("…", "info") if checking else (verdict.glyph, verdict.tone),
    )
    site = words.name(frame.atlas.site_of(alert.asset)) if alert.asset in frame.atlas.assets else ""
    return Row(group[0].id, cells, f"{sensor} {site} {words.tell(verdict.word)}")


def asset_rows(frame: Frame, query: Query) -> Listing:
    """Devices that something is known of; while searching, every device of the estate."""
    words = frame.words
    known = [asset.id for asset in sorted(frame.view.assets, key=lambda item: -item.since)]
    shown = set(known)
    rest: Iterable[str] = (name for name in frame.atlas.assets if name not in shown) if query else ()
    rows = query.first((_asset(frame, name) for name in (*known, *rest)), MOST)
    columns = (Column(1), Column(15), Column(22), Column(0), Column(5))
    return Listing(columns, rows, words.tell("Nothing is known of any device yet. Press / to find one by name."))


def _asset(frame: Frame, name: str) -> Row:
    words = frame.words
    known = frame.assets.get(name)
    sign = signs.ASSET[known.state] if known else signs.UNKNOWN
    state = words.said(f"state.{known.state}", known.state) if known else words.tell(signs.UNKNOWN.word)
    place = words.name(frame.atlas.site_of(name))
    since = words.clock(known.since)[:5] if known else ""
    return Row(
        name, ((sign.glyph, sign.tone), (words.name(name), "strong" if known else ""), (state, sign.tone), (place, "dim"), (since, "dim"))
    )


def indicator_rows(frame: Frame, query: Query) -> Listing:
    """Indicators that the team knows."""
    words = frame.words
    rows = []
    for item in frame.view.indicators:
        state: list[Span] = []
        if item.blocked:
            state.append((words.tell("blocked"), "good"))
        if item.swept_at >= 0:
            hits = words.tell("seen on {count}", count=len(item.hits)) if item.hits else words.tell("seen nowhere")
            state.append((hits, "danger" if item.hits else "dim"))
        shown = (" · ".join(text for text, _ in state), state[-1][1]) if state else (words.tell("not searched"), "info")
        kind = words.said(f"kind-of-indicator.{item.kind}", item.kind)
        rows.append(Row(item.id, ((kind, "dim"), (one_line(clean(item.value)), "strong"), shown)))
    return Listing(
        (Column(14), Column(0), Column(24)), query.of(rows), words.tell("No indicator yet: they come from alerts and from what you read.")
    )


def account_rows(frame: Frame, query: Query) -> Listing:
    """Accounts with rights beyond one desk, and locked ones; while searching, all."""
    words = frame.words
    named = {item.account for item in frame.view.indicators if item.account}
    rows = []
    for account in frame.plan.estate.accounts:
        weighty = account.kind != "user" or account.id in frame.view.locked or account.id in named
        if not weighty and not query:
            continue
        sign = (words.tell("locked"), "info") if account.id in frame.view.locked else ("", "")
        mark = ("▲", "warn") if account.id in named else ("·", "dim")
        kind = words.said(f"kind-of-account.{account.kind}", _account_kind(frame, account.kind))
        rows.append(Row(account.id, (mark, (words.name(account.id), "strong"), (kind, "dim"), sign)))
    return Listing((Column(1), Column(0), Column(22), Column(10)), query.first(rows, MOST), words.tell("No account."))


def _account_kind(frame: Frame, kind: str) -> str:
    tell = frame.words.tell
    known = {
        "user": tell("user"),
        "admin": tell("administrator"),
        "service": tell("service account"),
        "vendor": tell("vendor"),
        "domain-admin": tell("domain administrator"),
    }
    return known.get(kind, kind)


def service_rows(frame: Frame, query: Query) -> Listing:
    """Every service, as the team has heard of it."""
    words = frame.words
    rows = []
    for name in frame.atlas.services:
        level = frame.levels.get(name, 1000)
        sign = signs.service_sign(level)
        users = words.tell("{count} users", count=words.count(frame.atlas.users(name)))
        rows.append(Row(name, ((sign.glyph, sign.tone), (words.name(name), ""), (words.value("level", level), sign.tone), (users, "dim"))))
        rows += _places(frame, name)
    return Listing((Column(1), Column(0), Column(26), Column(18, 72, right=True)), query.of(rows))


def _places(frame: Frame, service: str) -> list[Row]:
    """Rows under a service for the places that have less of it than it gives; the cursor steps over them."""
    words = frame.words
    places = local_losses(frame, service)
    rows = []
    for place in places[:PLACES_SHOWN]:
        sign = signs.service_sign(place.level)
        said = (words.value("level", place.level), sign.tone)
        rows.append(
            Row("", (("", ""), (f"  {sign.glyph} {words.name(place.site)}", sign.tone), said, (words.clock(place.since)[:5], "dim")))
        )
    rest = len(places) - PLACES_SHOWN
    if rest > 0:
        rows.append(Row("", (("", ""), (f"  {words.tell('and {count} places more', count=rest)}", "dim"), ("", ""), ("", ""))))
    return rows


def copy_rows(frame: Frame, query: Query) -> Listing:
    """Stored copies: of which machine, how old, where, and what a check said."""
    words = frame.words
    checked = {item.id: item.verdict for item in frame.view.backups}
    tones = {
        "clean": ("✓", "good"),
        "infected": ("✖", "danger"),
        "unreadable": ("✖", "danger"),
        "altered": ("✖", "danger"),
        "matches": ("✓", "good"),
    }
    rows = []
    for backup in sorted(frame.plan.estate.backups, key=lambda item: (item.asset, item.age_ms)):
        verdict = checked.get(backup.id, "")
        glyph, tone = tones.get(verdict, ("○", "info"))
        said = words.said(f"verdict.{verdict}", verdict) if verdict else words.tell("not checked")
        age = words.length(backup.age_ms + max(0, frame.now))
        kept = words.tell("offline") if backup.offline else words.name(backup.held_on)
        rows.append(Row(backup.id, ((glyph, tone), (words.name(backup.asset), "strong"), (age, ""), (kept, "dim"), (said, tone))))
    return Listing((Column(1), Column(14), Column(16), Column(16), Column(0)), query.of(rows), words.tell("No stored copy."))


MODES: dict[str, Callable[[Frame, Query], Listing]] = {
    "alert": alert_rows,
    "asset": asset_rows,
    "indicator": indicator_rows,
    "account": account_rows,
    "service": service_rows,
    "backup": copy_rows,
}
"""Lists of the first panel, by the kind of thing that their rows are."""


def progress(frame: Frame, task: TaskView) -> Line:
    """A bar over the published range: it never claims to know the end."""
    if task.state != "running":
        return (("─" * BAR, "dim"),)
    share = min(BAR - 1, max(0, frame.now - task.started_at) * BAR // max(1, task.high_ms))
    return (("▓" * share, "info"), ("░" * (BAR - share), "dim"))


def task_rows(frame: Frame, query: Query) -> Listing:
    """What is under way, then what ended, newest first."""
    over = [task for task in frame.view.tasks if task not in frame.open_tasks]
    over.sort(key=lambda task: -task.ended_at)
    rows = [_task(frame, task) for task in (*frame.open_tasks, *over[:40])]
    empty = frame.words.tell("Nothing under way. Choose something and press a for actions.")
    return Listing((Column(BAR), Column(0), Column(12, 40)), query.of(rows), empty)


def _task(frame: Frame, task: TaskView) -> Row:
    words = frame.words
    said = task_words(frame, task.action, task.target, target_first=True)
    sign = signs.TASK[task.state]
    if task.state == "running":
        filled = "▓" * min(BAR - 1, max(0, frame.now - task.started_at) * BAR // max(1, task.high_ms))
        return Row(task.id, ((filled.ljust(BAR, "░"), "info"), (said, ""), (words.spread(task.low_ms, task.high_ms), "dim")))
    doer = asked(frame, task)
    if doer:
        return Row(task.id, ((f"⇄ {words.tell('waits')}", "warn"), (said, ""), (words.name(doer), "warn")))
    if task.state in ("awaiting", "queued"):
        return Row(task.id, ((f"{sign.glyph} {words.tell('waits')}", sign.tone), (said, ""), (words.tell(sign.word), sign.tone)))
    when = words.clock(task.ended_at)[:5]
    return Row(task.id, ((f"{sign.glyph} {when}", sign.tone), (said, "dim"), (words.tell(sign.word), sign.tone)))


def inbox_rows(frame: Frame, query: Query) -> Listing:
    """What waits for this team (messages, reports owed, watches), then older messages, newest first."""
    words = frame.words
    rows = [_waiting_message(frame, message.id) for message in frame.waiting]
    for duty in open_duties(frame):
        what, basis = duty_words(frame, duty.id)
        tone = "danger" if duty.state == "missed" else "warn"
        rows.append(Row(f"duty:{duty.id}", (("§", tone), (f"{what} ({basis})", "strong"), *_due(frame, duty.due))))
    for paper in owed_papers(frame):
        tone = "danger" if paper.state == "missing" else "warn"
        rows.append(Row(f"paper:{paper.id}", (("¶", tone), (paper_words(frame, paper), "strong"), *_due(frame, paper.due))))
    for item in signatures(frame):
        said = f"{signature_words(frame, item)}: {task_words(frame, item.task.action, item.task.target)}"
        rows.append(Row(f"signature:{item.task.id}", (("✎", "warn"), (said, ""), ("", ""), ("", ""))))
    for until, note in frame.view.watches:
        rows.append(Row(f"watch:{until}", (("◷", "info"), (one_line(clean(note)) or words.tell("Look again"), ""), *_due(frame, until))))
    waiting = {message.id for message in frame.waiting}
    for message in reversed(frame.view.messages):
        if message.id not in waiting:
            state = ("✖" if message.missed else "✓" if message.replied else " ", "danger" if message.missed else "good")
            said = f"{sender(frame, message)}: {one_line(body(frame, message))}"
            glyph = signs.VIA.get(message.via, "•")
            rows.append(Row(f"message:{message.id}", ((glyph, "dim"), (said, "dim"), (words.clock(message.at)[:5], "dim"), state)))
    return Listing((Column(1), Column(0), Column(5), Column(14, 46)), query.of(rows), words.tell("No message."))


def _waiting_message(frame: Frame, name: str) -> Row:
    message = frame.messages[name]
    said = f"{sender(frame, message)}: {one_line(body(frame, message))}"
    return Row(f"message:{name}", ((signs.VIA.get(message.via, "•"), "accent"), (said, "strong"), *_due(frame, message.due)))


def _due(frame: Frame, due: int) -> Line:
    if due < 0:
        return (("", ""), ("", ""))
    close = due - frame.now < 5 * 60_000
    tone = "danger" if close else "warn"
    return ((frame.words.clock(due)[:5], tone), (frame.words.left(due, frame.now), tone))


def objective_rows(frame: Frame, query: Query) -> Listing:
    """Objectives by title; what is measured shows only once it began, because its name tells what is still to be found."""
    words = frame.words
    rows: list[Row] = []
    for objective in frame.plan.objectives:
        if objective.team not in ("", frame.view.team):
            continue
        title = one_line(words.said(f"objective.{objective.id}", objective.id))
        rows.append(Row(objective.id, (("•", "accent"), (title, "strong"), ("", ""))))
        for measure in frame.view.measures:
            if measure.objective == objective.id:
                rows += _measure(frame, measure, title)
    return Listing((Column(1), Column(0), Column(5)), query.of(rows), words.tell("No objective."))


def _measure(frame: Frame, measure: MeasureView, goal: str) -> list[Row]:
    """A measure on as many rows as its name needs, with the time until when it runs."""
    sign = signs.MEASURE.get(measure.state, signs.NO_SIGN)
    due = frame.words.clock(measure.due)[:5] if measure.state == "running" and measure.due >= 0 else ""
    first, *rest = textwrap.wrap(one_line(frame.words.said(f"measure.{measure.id}", measure.id)), MEASURE_WIDTH) or [""]
    key = f"{measure.objective}/{measure.id}"
    rows = [Row(key, ((sign.glyph, sign.tone), (f" {first}", ""), (due, sign.tone)), f"{goal} {frame.words.tell(sign.word)}")]
    return rows + [Row(f"{key}/{number}", (("", ""), (f" {part}", ""), ("", ""))) for number, part in enumerate(rest)]


def feed_rows(frame: Frame, query: Query) -> Listing:
    """What happened, newest first."""
    words = frame.words
    rows = [
        Row(item.key, ((words.clock(item.at, seconds=True)[:8], "dim"), (item.glyph, item.tone), (item.words, item.tone)))
        for item in feed(frame)
    ]
    return Listing((Column(8), Column(1), Column(0)), query.of(rows), words.tell("Nothing has happened yet."))
