"""Indicators, accounts, services, stored copies and tasks."""

from __future__ import annotations

from drills.console import signs
from drills.console.atlas import leaves
from drills.console.dossiers.page import Page, Sheet, asset_state, service_list
from drills.console.feed import asked, feed_words, task_words
from drills.console.frame import Frame
from drills.console.offers import staff_words
from drills.console.spans import one_line
from drills.console.standing import local_losses, moved_words, moving, place_line
from engine.texts import clean


def indicator_dossier(frame: Frame, name: str) -> Page:
    """Something that can be searched for or blocked."""
    words, item = frame.words, frame.indicators[name]
    sheet = Sheet(frame)
    source = words.name(item.source) if item.source in frame.atlas.assets else words.tell("told by others")
    sheet.fact(words.tell("Learnt"), f"{words.clock(item.at)}, {source}")
    blocked = (words.tell("blocked"), "good") if item.blocked else (words.tell("not blocked"), "warn")
    sheet.add((f"{words.tell('At the edge')}: ", "label"), blocked)
    if item.swept_at < 0:
        sheet.fact(words.tell("Sweep"), words.tell("not searched for yet, so its spread is not known"), "warn")
    else:
        blind = words.tell("{count} machines could not be checked", count=words.count(item.blind))
        sheet.fact(words.tell("Sweep"), f"{words.clock(item.swept_at)}; {blind}")
        for asset in item.hits[:10]:
            sheet.add((f"  {words.name(asset)}  ", "strong"), asset_state(frame, asset))
        if not item.hits:
            sheet.text(words.tell("Seen nowhere among the machines that are watched."), "good")
    kind = words.said(f"kind-of-indicator.{item.kind}", item.kind)
    return sheet.page((one_line(clean(item.value)), "strong"), (f" · {kind} · {words.said(f'indicator.{name}')}", ""))


def account_dossier(frame: Frame, name: str) -> Page:
    """A log-in, and what it opens."""
    words, account = frame.words, frame.atlas.accounts[name]
    sheet = Sheet(frame)
    locked = (words.tell("locked"), "info") if name in frame.view.locked else (words.tell("open as far as we know"), "")
    sheet.add((f"{words.tell('State')}: ", "label"), locked)
    opens = [words.name(asset) for asset in account.grants]
    more = f" +{len(opens) - 8}" if len(opens) > 8 else ""
    sheet.fact(words.tell("Opens"), ", ".join(opens[:8]) + more)
    sheet.fact(words.tell("Belongs to"), words.name(account.org) if account.org else "")
    leaning = tuple(dict.fromkeys(service for asset in account.grants for service in frame.atlas.leaning("asset", asset)))
    if account.kind == "service":
        sheet.fact(words.tell("Services behind it"), service_list(frame, leaning))
    return sheet.page((words.name(name), "strong"), (f" · {words.tell('account')}", ""))


def service_dossier(frame: Frame, name: str) -> Page:
    """A service: how it stands, who uses it, what it needs."""
    words, atlas = frame.words, frame.atlas
    service = atlas.services[name]
    sheet = Sheet(frame)
    level = frame.levels.get(name, 1000)
    sign = signs.service_sign(level)
    sheet.add((f"{words.tell('State')}: ", "label"), (f"{sign.glyph} {words.value('level', level)}", sign.tone))
    sheet.fact(
        words.tell("Used by"),
        words.tell("{count} people in {sites} places", count=words.count(atlas.users(name)), sites=len(service.users)),
    )
    places = local_losses(frame, name)
    if places:
        sheet.add((f"{words.tell('Short of it by place')}: ", "label"))
        sheet.lines += [place_line(frame, place) for place in places]
    needs = list(dict.fromkeys(need.ref for need in leaves(service.needs)))
    sheet.fact(words.tell("Needs"), ", ".join(words.name(ref) for ref in needs))
    for ref in needs:
        if ref in frame.assets:
            sheet.add((f"  {words.name(ref)}  ", "strong"), asset_state(frame, ref))
    sheet.fact(words.tell("Needed by"), service_list(frame, atlas.leaning("service", name)))
    if service.queue is not None:
        late = words.length(service.queue.slack_ms)
        per_hour = words.count(service.queue.per_hour)
        sheet.fact(
            words.tell("While it is down"), words.tell("{count} cases an hour pile up, late after {length}", count=per_hour, length=late)
        )
    counted = next((item for item in moving(frame) if item.pile.id == name), None)
    if counted is not None:
        waiting, late = words.count(counted.pile.waiting), words.count(counted.pile.late)
        said = words.tell("{waiting} waiting, {late} late", waiting=waiting, late=late)
        sheet.fact(words.tell("Counted"), f"{said}; {moved_words(frame, counted)}", "warn")
    sheet.fact(words.tell("Run by"), words.name(atlas.operator(name)) if atlas.operator(name) else words.name(service.org))
    return sheet.page((words.name(name), "strong"), (f" · {words.tell('service')}", ""))


def copy_dossier(frame: Frame, name: str) -> Page:
    """A stored copy."""
    words, backup = frame.words, frame.atlas.backups[name]
    sheet = Sheet(frame)
    verdict = next((item.verdict for item in frame.view.backups if item.id == name), "")
    said = words.said(f"verdict.{verdict}", verdict) if verdict else words.tell("not checked")
    sheet.fact(words.tell("Checked"), said, {"clean": "good", "matches": "good", "": "warn"}.get(verdict, "danger"))
    age = words.length(backup.age_ms + max(0, frame.now))
    sheet.fact(words.tell("Age"), words.tell("{length}: what came later would be lost", length=age))
    kept = (
        words.tell("off the network")
        if backup.offline
        else words.tell("on {place}, within reach of the network", place=words.name(backup.held_on))
    )
    sheet.fact(words.tell("Kept"), kept)
    sheet.text(words.tell("A copy taken after the attackers came in brings them back. Check before restoring."), "dim")
    return sheet.page((words.name(backup.asset), "strong"), (f" · {words.tell('stored copy')} {age}", ""))


def task_dossier(frame: Frame, name: str) -> Page:
    """An action under way or over."""
    words, task = frame.words, frame.tasks[name]
    sheet = Sheet(frame)
    sign = signs.TASK[task.state]
    doer = asked(frame, task)
    state = words.tell("waiting for {team} to answer", team=words.name(doer)) if doer else words.tell(sign.word)
    sheet.add((f"{words.tell('State')}: ", "label"), (f"{sign.glyph} {state}", sign.tone))
    sheet.fact(words.tell("Ordered"), words.clock(task.ordered_at))
    if task.started_at >= 0:
        sheet.fact(words.tell("Begun"), words.clock(task.started_at))
    if task.ended_at >= 0:
        sheet.fact(words.tell("Ended"), words.clock(task.ended_at))
    else:
        sheet.fact(words.tell("Usually takes"), words.spread(task.low_ms, task.high_ms))
    action = frame.atlas.actions[task.action]
    sheet.fact(words.tell("Staff"), staff_words(frame, action))
    sheet.fact(words.tell("Effect"), words.said(f"action.{task.action}.effect"))
    sheet.fact(words.tell("Reason given"), task.why)
    told = [event for event in frame.view.feed if event.data.get("task") == name and event.kind not in ("task-ordered", "task-started")]
    for event in told[-6:]:
        sheet.add((words.clock(event.at), "dim"), " ", feed_words(frame, event))
    return sheet.page((task_words(frame, task.action, task.target), "strong"))
