"""`dientap report`: the after-action report of a drill."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from drills.cli.failures import CommandError, warn
from drills.language import _, current, mark


def report(
    drill: Annotated[
        str, typer.Argument(metavar="DRILL", help=_("Id of a drill, the beginning of one, or `last`."), show_default=False)
    ] = "last",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("File to write; `-` for stdout; DRILL.html by default."), show_default=False)
    ] = None,
    formats: Annotated[str, typer.Option("--format", help=_("html, md or json; several with commas."))] = "html",
    force: Annotated[bool, typer.Option("--force", help=_("Replace a file that is there."))] = False,
) -> None:
    import reports
    from drills.bundles import bundle_of
    from drills.cli import opening
    from drills.cli.output import busy, progress, require_free, write_file, write_line
    from engine.texts import clock
    from reports import render

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    for name in wanted:
        if name not in reports.FORMATS:
            raise CommandError(
                mark("there is no report format {name!r}; there are: {found}"), {"name": name, "found": ", ".join(reports.FORMATS)}
            )
    with opening.store() as store:
        found = store.find(drill)
        paths = {name: _path(output, found, name, several=len(wanted) > 1) for name in wanted}
        for path in paths.values():
            if path != STDOUT:
                require_free(path, force=force)
        with progress(_("Running the records again")) as told:
            bundle = bundle_of(store, found, told)
        reached = store.raw(found).horizon
    if bundle.horizon < reached:
        words = _("This version cannot run the drill again: the report goes as far as its events were kept, {at}, not to {to}.")
        starts = bundle.plan.starts
        warn(words.format(at=clock(starts, bundle.horizon, seconds=True), to=clock(starts, reached, seconds=True)))
    for name, path in paths.items():
        with busy(_("Writing the report …")):
            body = render.write(bundle, name, current())
        if path == STDOUT:
            sys.stdout.buffer.write(body)
        else:
            write_file(path, body, force=force)
            write_line(_("Report of drill {drill}: {path}").format(drill=found, path=path))


STDOUT = Path("-")


def _path(output: Path | None, drill: str, name: str, *, several: bool) -> Path:
    import reports

    if output is None:
        return Path(f"dientap-{drill}{reports.extension(name)}")
    return output.with_suffix(reports.extension(name)) if several and output != STDOUT else output
