"""`dientap scenarios`: which scenarios there are, what is in one, what is wrong with one, and a new one to begin from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drills.cli.exits import Exit
from drills.cli.failures import CommandError
from drills.language import _, current, mark

if TYPE_CHECKING:
    from engine.plan import Text
    from scenarios.diagnostics import Diagnostic
    from scenarios.model.base import Text as Authored
    from scenarios.model.msel import Inject
    from scenarios.model.scenario import Scenario

app = typer.Typer(help=_("Scenarios: the library, your own, and what is wrong with them."), no_args_is_help=True)

SCENARIO = typer.Argument(metavar="SCENARIO", help=_("Scenario: a name of the library, or a folder."), show_default=False)
JSON = typer.Option("--json", help=_("One JSON document on stdout."))


class Form(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"


class Kind(StrEnum):
    """What a schema is of."""

    SCENARIO = "scenario"
    NETWORK = "network"
    CATALOG = "catalog"


class BadName(CommandError):
    """A name that no scenario can have."""

    code = "DT2020"
    hint = mark("Use small ASCII letters, digits and hyphens: {example}")


@app.command("list", help=_("The scenarios of the library."))
def list_scenarios(as_json: Annotated[bool, JSON] = False) -> None:
    from drills.cli.output import write_json, write_table
    from scenarios import compiler, library

    found = [summary(compiler.read(name)) for name in library.names()]
    if as_json:
        write_json(found)
        return
    from engine.texts import length

    heads = (_("Scenario"), _("Title"), _("Network"), _("Lasts"), _("Teams"), _("Steps"), _("Situations"))
    rows = [
        (
            item["name"],
            item["title"][current()],
            item["network"],
            length(item["lasts_ms"], current()),
            str(len(item["teams"])),
            str(item["steps"]),
            str(item["injects"]),
        )
        for item in found
    ]
    write_table(heads, rows)


def summary(scenario: Scenario) -> dict[str, Any]:
    """A scenario in a list, for scripts."""
    return {
        "name": scenario.scenario,
        "title": _both(scenario.title),
        "network": scenario.network,
        "profile": scenario.profile,
        "attack": scenario.attack,
        "starts": scenario.starts,
        "lasts_ms": scenario.lasts,
        "teams": list(scenario.teams),
        "campaigns": len(scenario.adversary),
        "steps": sum(len(campaign.steps) for campaign in scenario.adversary.values()),
        "injects": len(scenario.injects),
        "objectives": len(scenario.objectives),
    }


def _both(text: Authored) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _sender(scenario: Scenario, inject: Inject) -> Authored:
    """Who speaks in a situation."""
    from scenarios.model.msel import FromPerson

    return scenario.people[inject.from_.person].name if isinstance(inject.from_, FromPerson) else inject.from_


def _said(text: Authored | Text) -> str:
    from engine.texts import clean

    return clean(text.vi if current() == "vi" else text.en)


@app.command(help=_("One scenario: its story, teams, campaigns, situations and objectives."))
def show(name: Annotated[str, SCENARIO], as_json: Annotated[bool, JSON] = False) -> None:
    from drills.cli.output import write_json, write_line
    from scenarios import compiler

    scenario = compiler.read(name)
    if as_json:
        write_json(details(scenario))
        return
    for line in _lines(scenario):
        write_line(line)


def details(scenario: Scenario) -> dict[str, Any]:
    """A scenario with what it is made of, for scripts."""
    return {
        **summary(scenario),
        "briefing": _both(scenario.briefing),
        "situation": _both(scenario.situation),
        "teams": {
            team: {"name": _both(card.name), "org": card.org, "staff": dict(card.staff), "player": card.player}
            for team, card in scenario.teams.items()
        },
        "adversary": {
            name: {
                "name": _both(campaign.name),
                "starts_ms": campaign.starts,
                "benign": campaign.benign,
                "steps": [
                    {"id": step, "do": item.do, "technique": item.technique, "did": _both(item.did)}
                    for step, item in campaign.steps.items()
                ],
            }
            for name, campaign in scenario.adversary.items()
        },
        "situations": {
            name: {"via": item.via, "to": item.to, "standby": item.standby, "says": _both(item.says)}
            for name, item in scenario.injects.items()
        },
        "goals": {
            name: {
                "title": _both(item.title),
                "csf": item.csf,
                "measures": {key: {"title": _both(body.title), "points": body.points} for key, body in item.measures.items()},
            }
            for name, item in scenario.objectives.items()
        },
    }


def _lines(scenario: Scenario) -> list[str]:
    from engine.texts import clock, length

    lang = current()
    lines = [
        _said(scenario.title),
        f"{scenario.scenario} · {scenario.network} · {length(scenario.lasts, lang)} · ATT&CK {scenario.attack}",
        "",
        _said(scenario.briefing),
        "",
        _("Teams"),
    ]
    lines += [f"  {name:<18} {_said(card.name)}{' *' if card.player else ''}" for name, card in scenario.teams.items()]
    lines += ["", _("Campaigns")]
    for name, campaign in scenario.adversary.items():
        begins = clock(scenario.starts, campaign.starts) if campaign.starts >= 0 else f"-{length(-campaign.starts, lang)}"
        lines.append(f"  {name:<18} {_said(campaign.name)} ({begins}, {len(campaign.steps)} {_('steps')})")
        lines += [f"    {step:<22} {item.technique or '–':<10} {_said(item.did)}" for step, item in campaign.steps.items()]
    lines += ["", f"{_('Situations')} ({len(scenario.injects)})"]
    lines += [f"  {name:<26} {_said(_sender(scenario, item))}" for name, item in scenario.injects.items()]
    lines += ["", _("Objectives")]
    for name, item in scenario.objectives.items():
        points = sum(measure.points for measure in item.measures.values())
        lines.append(f"  {name:<18} {_said(item.title)} ({points})")
    return lines


@app.command(help=_("Everything that is wrong with a scenario, with file, line and column."))
def check(
    name: Annotated[str, SCENARIO],
    network: Annotated[str, typer.Option(help=_("Check it on this network, in place of the scenario's."), show_default=False)] = "",
    form: Annotated[Form, typer.Option("--format", help=_("text for people, json for editors."))] = Form.TEXT,
    prove: Annotated[
        bool, typer.Option("--prove", help=_("Play it many times with bots: is it fair, alive, and are its choices real ones?"))
    ] = False,
    runs: Annotated[int, typer.Option(min=1, help=_("With --prove: how many seeds."))] = 50,
    jobs: Annotated[int, typer.Option(min=0, help=_("With --prove: how many processes; 0 = one a core."))] = 0,
) -> None:
    from drills.cli.output import write_line
    from scenarios import compiler
    from scenarios.diagnostics import as_json, as_text, faults

    found = compiler.check(name, network or None)
    if form is Form.JSON:
        write_line(as_json(found))
    else:
        if found:
            write_line(as_text(found, current()) + "\n")
        write_line(_verdict(name, found))
    if faults(found):
        raise typer.Exit(Exit.USAGE)
    if prove and not _prove(name, network or None, runs, jobs, form):
        raise typer.Exit(Exit.FAILED)


def _prove(name: str, network: str | None, runs: int, jobs: int, form: Form) -> bool:
    """Play a scenario often and print what that shows; True where every line is met."""
    from drills import pool
    from drills.cli import proving
    from drills.cli.output import progress, write_json, write_line, write_table
    from engine.proof import judge, tasks
    from scenarios import compiler

    plan = compiler.load(name, network)
    wanted = tasks(plan, range(1, runs + 1))
    with progress(_("Proving {name}").format(name=name)) as told:
        done = pool.prove(name, network, wanted, jobs or pool.processes(), told)
    lines = judge(plan, done)
    if form is Form.JSON:
        write_json(proving.document(lines, done))
    else:
        write_table(("", _("Judged"), _("Found"), _("Asked")), proving.rows(plan, lines))
        missed = sum(not line.is_met for line in lines)
        write_line(
            _("{name}: proved over {runs} seeds.").format(name=name, runs=runs)
            if not missed
            else _("{name}: {missed} lines are missed over {runs} seeds.").format(name=name, missed=missed, runs=runs)
        )
    return all(line.is_met for line in lines)


def _verdict(name: str, found: list[Diagnostic]) -> str:
    from scenarios.diagnostics import FAULT, WARNING

    faults, warnings = ([item.severity for item in found].count(kind) for kind in (FAULT, WARNING))
    if faults:
        return _("{name}: cannot be played. Faults: {faults}, warnings: {warnings}.").format(name=name, faults=faults, warnings=warnings)
    return _("{name}: can be played. Warnings: {warnings}.").format(name=name, warnings=warnings)


@app.command(help=_("The JSON Schema of a file, for an editor that completes and checks while you write."))
def schema(kind: Annotated[Kind, typer.Argument(help=_("scenario, network or catalog."))] = Kind.SCENARIO) -> None:
    from drills.cli.output import write_json
    from scenarios.json_schema import json_schema

    write_json(json_schema(kind.value))


@app.command(help=_("A small scenario that can be played, in a new folder here, to begin from."))
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Name of the scenario and of its folder."), show_default=False)],
    force: Annotated[bool, typer.Option("--force", help=_("Replace files that are there."))] = False,
) -> None:
    from drills.cli.output import require_free, write_file, write_line
    from scenarios import starter

    if not starter.fits(name):
        raise BadName(mark("{name} cannot be a scenario's name"), {"name": repr(name), "example": "ma-doc-o-xa"})
    files = {Path(name) / file: body for file, body in starter.files(name).items()}
    for path in files:
        require_free(path, force=force)
    _make_folder(Path(name))
    for path, body in files.items():
        write_file(path, body, force=force)
    write_line(
        _("{folder} is ready. Check it: dientap scenarios check {folder} · play it: dientap play {folder}").format(folder=f"./{name}")
    )


def _make_folder(path: Path) -> None:
    from drills.cli.failures import NotWritten

    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise NotWritten(mark("{path} could not be written: {why}"), {"path": str(path), "why": error.strerror or str(error)}) from error
