"""`dientap drills`: what is kept in the store, and what can be done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drills.cli.failures import NotVerified, NotWritten
from drills.language import _, current, mark

if TYPE_CHECKING:
    from drills.bundles import Verdict
    from drills.store.model import Entry, Raw, Stored

app = typer.Typer(help=_("Drills that are kept on this machine."), no_args_is_help=True)

DRILL = typer.Argument(metavar="DRILL", help=_("Id of a drill, the beginning of one, or `last`."), show_default=False)
JSON = typer.Option("--json", help=_("One JSON document on stdout."))
FORCE = typer.Option("--force", help=_("Replace a file that is there."))

STATES = {"open": mark("can be resumed"), "over": mark("over")}


@app.command("list", help=_("All drills, newest first."))
def list_drills(as_json: Annotated[bool, JSON] = False) -> None:
    from drills.cli import opening
    from drills.cli.output import write_json, write_line, write_table
    from drills.store.wall import wall_text

    with opening.store() as store:
        entries = store.entries()
    if as_json:
        write_json([summary(entry) for entry in entries])
    elif not entries:
        write_line(_("There is no drill yet. Begin one: dientap play"))
    else:
        heads = (_("Drill"), _("Scenario"), _("Begun"), _("State"), _("Drill time"), _("Played by"))
        write_table(heads, [_row(entry, wall_text(entry.created)) for entry in entries])


def _row(entry: Entry, begun: str) -> tuple[str, ...]:
    from engine.texts import length

    title = _title(entry)
    return (
        entry.id,
        title,
        begun,
        _(STATES[entry.state]),
        length(entry.horizon, current()),
        _("a person") if entry.header.player else _("bots"),
    )


def _title(entry: Entry) -> str:
    from engine.texts import clean

    return clean(entry.title.vi if current() == "vi" else entry.title.en)


def summary(entry: Entry) -> dict[str, Any]:
    """A drill in a list, for scripts. Times: wall ms since 1970, drill ms."""
    return {
        "drill": entry.id,
        "title": {"vi": entry.title.vi, "en": entry.title.en},
        "scenario": entry.scenario,
        "network": entry.network,
        "seed": entry.header.seed,
        "state": entry.state,
        "created": entry.created,
        "horizon": entry.horizon,
        "records": entry.count,
        "player": entry.header.player,
        "bots": entry.header.bots,
    }


@app.command(help=_("One drill: who plays, how far it is, what was done."))
def show(drill: Annotated[str, DRILL], as_json: Annotated[bool, JSON] = False) -> None:
    from drills.cli import opening
    from drills.cli.output import write_json, write_line

    with opening.store() as store:
        found = store.find(drill)
        stored, people = store.load(found), store.people(found)
    if as_json:
        write_json(_details(stored, people))
    else:
        for line in _lines(stored, people):
            write_line(line)


def _details(stored: Stored, people: dict[str, str]) -> dict[str, Any]:
    from collections import Counter

    from drills.store.journal import inputs_of
    from engine.codec import plain, tagged

    header = stored.entry.header
    inputs = inputs_of(stored.records)
    return {
        **summary(stored.entry),
        "engine": header.engine,
        "physics": header.physics,
        "plan": header.plan_hash,
        "head": stored.entry.head,
        "people": people,
        "kinds": dict(Counter(record.kind for record in stored.records)),
        "inputs": [{**plain(item), "command": tagged(item.command)} for item in inputs],
    }


def _lines(stored: Stored, people: dict[str, str]) -> list[str]:
    from collections import Counter

    from drills.store.journal import inputs_of
    from drills.store.wall import wall_text
    from engine.texts import Speaker, clean, clock, length

    entry, header = stored.entry, stored.entry.header
    speaker = Speaker(stored.plan, current())
    begun, reached = wall_text(entry.created), clock(stored.plan.starts, entry.horizon)
    done = Counter(item.team for item in inputs_of(stored.records) if item.team)
    lines = [
        f"{entry.id}  {_title(entry)}",
        _("  scenario {scenario}, network {network}, seed {seed}").format(scenario=entry.scenario, network=entry.network, seed=header.seed),
        _("  begun {begun}; {state}, at {at} after {length}").format(
            begun=begun, state=_(STATES[entry.state]), at=reached, length=length(entry.horizon, current())
        ),
    ]
    for team in stored.plan.teams:
        by = ", ".join(clean(name) for seat, name in sorted(people.items()) if seat.startswith(f"{team.id}-")) or _("a person")
        who = by if team.id == header.player else _("bot, {level}").format(level=header.bots.get(team.id, "–"))
        lines.append(_("  {team}: {who}; {count} orders").format(team=speaker.say(f"team.{team.id}"), who=who, count=done[team.id]))
    lines.append(_("  {count} records, last hash {head}").format(count=entry.count, head=entry.head[:16]))
    return lines


@app.command(help=_("Check a drill, or an exported file: every hash, and the same events when it is run again."))
def verify(
    drill: Annotated[
        str, typer.Argument(metavar="DRILL|FILE", help=_("Id, beginning of an id, `last`, or an exported file."), show_default=False)
    ],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from drills.cli.output import write_json, write_line

    verdict = _verdict(drill)
    if as_json:
        write_json(_verdict_json(verdict))
    if verdict.is_whole:
        if not as_json:
            words = _("Drill {drill} is whole: {count} records, the same events when run again ({digest}).")
            write_line(words.format(drill=verdict.drill, count=verdict.records, digest=verdict.digest[:16]))
        return
    said = "; ".join(_(fault.says).format(**fault.values) for fault in verdict.faults)
    raise NotVerified(mark("drill {drill} is damaged: {said}"), {"drill": verdict.drill, "said": said})


def _verdict(name: str) -> Verdict:
    from dataclasses import replace

    from drills import bundles
    from drills.cli import opening
    from drills.cli.output import progress
    from drills.store.archive import unpack

    path = Path(name)
    with progress(_("Running the records again")) as told:
        if path.is_file():
            raw, faults = _unpacked(unpack, path)
            verdict = bundles.verify(raw, told)
            return replace(verdict, faults=(*faults, *verdict.faults))
        with opening.store() as store:
            raw = store.raw(store.find(name))
        return bundles.verify(raw, told)


def _unpacked(unpack: Any, path: Path) -> tuple[Raw, Any]:
    try:
        found: tuple[Raw, Any] = unpack(path)
    except OSError as error:
        raise NotWritten(mark("{path} could not be read: {why}"), {"path": str(path), "why": error.strerror or str(error)}) from error
    return found


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "drill": verdict.drill,
        "whole": verdict.is_whole,
        "records": verdict.records,
        "horizon": verdict.horizon,
        "digest": verdict.digest,
        "faults": [{"part": fault.part, "says": _(fault.says).format(**fault.values)} for fault in verdict.faults],
    }


@app.command(help=_("Write a drill to one file that another machine can import; the same drill gives the same bytes."))
def export(
    drill: Annotated[str, DRILL],
    logs: Annotated[
        bool,
        typer.Option("--logs", help=_("Its logs instead, as JSON Lines with each product's own field names, for tools that read logs.")),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=_("File to write; DRILL.dientap by default, DRILL.jsonl for logs, `-` for logs to stdout."),
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, FORCE] = False,
) -> None:
    if logs:
        _export_logs(drill, output, force=force)
        return
    from drills.bundles import completed
    from drills.cli import opening
    from drills.cli.output import progress, require_free, write_file, write_line
    from drills.store.archive import pack

    with opening.store() as store:
        found = store.find(drill)
        path = output or Path(f"{found}.dientap")
        require_free(path, force=force)
        raw = store.raw(found)
    with progress(_("Running the records again")) as told:
        body = pack(completed(raw, told))
    write_file(path, body, force=force)
    write_line(_("Drill {drill} was written to {path} ({size} KB).").format(drill=found, path=path, size=len(body) // 1024 + 1))


def _export_logs(drill: str, output: Path | None, *, force: bool) -> None:
    """One record a line: native fields, `_logsource`, and what is true of it (`_truth`)."""
    import json
    import sys

    from drills.bundles import bundle_of
    from drills.cli import opening
    from drills.cli.output import progress, require_free, write_file, write_line
    from engine.logs import Logs

    to_stdout = output == Path("-")
    with opening.store() as store:
        found = store.find(drill)
        path = output or Path(f"{found}.jsonl")
        if not to_stdout:
            require_free(path, force=force)
        with progress(_("Running the records again")) as told:
            bundle = bundle_of(store, found, told)
    records = Logs(bundle.plan, bundle.header.seed, bundle.events).records()
    body = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    if to_stdout:
        sys.stdout.buffer.write(body)
        return
    write_file(path, body, force=force)
    write_line(_("{count} log records of drill {drill} were written to {path}.").format(count=len(records), drill=found, path=path))


@app.command("import", help=_("Take in a drill that was exported; it is checked and run again first."))
def import_file(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("An exported drill."), show_default=False)]) -> None:
    from drills.cli import opening
    from drills.cli.output import write_line

    if not file.is_file():
        raise NotWritten(mark("there is no file {path}"), {"path": str(file)})
    verdict = _verdict(str(file))
    if not verdict.is_whole:
        said = "; ".join(_(fault.says).format(**fault.values) for fault in verdict.faults)
        raise NotVerified(mark("{path} was not taken in, it is damaged: {said}"), {"path": str(file), "said": said})
    from drills.store.archive import unpack

    raw, _faults = unpack(file)
    with opening.store() as store:
        if any(entry.id == raw.id and entry.head == raw.head for entry in store.entries()):
            write_line(_("Drill {drill} is in the store already, record for record.").format(drill=raw.id))
            return
        store.restore(raw)
    write_line(_("Drill {drill} was taken in: {count} records, the same events when run again.").format(drill=raw.id, count=raw.count))


@app.command(help=_("Copy the whole store to a file, safely, while drills are being played."))
def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=_("File to write."), show_default=False)],
    force: Annotated[bool, FORCE] = False,
) -> None:
    from drills.cli import opening
    from drills.cli.output import require_free, write_line

    require_free(path, force=force)
    with opening.store() as store:
        store.backup(path)
        count = len(store.entries())
    write_line(_("{count} drills were copied to {path}.").format(count=count, path=path))


@app.command(help=_("Go on with a drill where it stopped; one without a player runs to its end by itself."))
def resume(
    drill: Annotated[str, DRILL],
    headless: Annotated[bool, typer.Option("--headless", help=_("Without a screen: bots in the other seats play on to the end."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("With --headless: one JSON object, as `dientap run --json`."))] = False,
) -> None:
    from drills.cli import opening
    from drills.cli.output import progress
    from drills.cli.play import require_terminal
    from drills.cli.play import show as show_console
    from drills.cli.run import finish

    with opening.store() as store:
        found = store.find(drill)
        header = store.load(found).entry.header
        is_headless = headless or not header.player
        if not is_headless:
            require_terminal()
        from drills.session import Session

        with progress(_("Running the records again")) as told:
            session = Session.recover(store, found, progress=told)
        if is_headless:
            finish(session, next(iter(header.bots.values()), ""), as_json=as_json)
        else:
            show_console(session)


@app.command(help=_("Erase the names of the people who played a drill; the drill itself stays whole."))
def forget(drill: Annotated[str, DRILL]) -> None:
    from drills.cli import opening
    from drills.cli.output import write_line

    with opening.store() as store:
        found = store.find(drill)
        store.forget_people(found)
    write_line(_("Nobody's name is kept with drill {drill} any more.").format(drill=found))
