"""`dientap control`: exercise control's console, for an exercise that some machine hosts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.join import BadCode
from drills.language import _, current, mark

if TYPE_CHECKING:
    from drills.remote.line import Reach


def control(
    url: Annotated[str, typer.Argument(help=_("Address of the host, as on the hand-out."))],
    code: Annotated[str, typer.Argument(help=_("Control's code, as on the hand-out."))],
    name: Annotated[str, typer.Option(help=_("Your name for the list of those present; it can be forgotten."), show_default=False)] = "",
    fingerprint: Annotated[
        str, typer.Option(help=_("Fingerprint of the host's certificate, as on the hand-out."), show_default=False)
    ] = "",
    insecure: Annotated[bool, typer.Option("--insecure", help=_("Allow a line that others can read."))] = False,
) -> None:
    from drills.cli.output import write_line
    from drills.cli.play import require_terminal
    from drills.hall.codes import REFUSALS, Refusal, read_code
    from drills.protocol import CONTROL_PATH
    from drills.remote.line import Reach, address_of

    typed = read_code(code)
    if isinstance(typed, Refusal):
        raise BadCode(REFUSALS[typed.code], dict(typed.params))
    require_terminal()
    asyncio.run(_steer(Reach(address_of(url, fingerprint, insecure=insecure), CONTROL_PATH), typed, name))
    write_line(_("You have left. The drills go on; the same command and code bring you back."))


async def _steer(reach: Reach, code: str, name: str) -> None:
    from drills.control.app import Control
    from drills.control.line import ControlLine
    from drills.hall.codes import REFUSALS
    from drills.remote.errors import NoConnection, NotLetIn

    line = ControlLine(reach.dial, code, name)
    try:
        await line.open()
    except NoConnection as error:
        raise NoConnection(reach.trouble or error.args[0], {}) from error
    except NotLetIn as error:
        raise NotLetIn(REFUSALS.get(str(error.args[1]["code"]), mark("the host refuses this seat ({code})")), error.args[1]) from error
    try:
        await Control(line, current()).run_async()
    finally:
        await line.close()
