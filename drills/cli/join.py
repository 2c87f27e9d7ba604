"""`dientap join`: a seat of an exercise that another machine hosts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from drills.cli.exits import Exit
from drills.cli.failures import CommandError
from drills.language import _, current, mark

if TYPE_CHECKING:
    from drills.remote.line import Reach
    from drills.remote.seat import RemoteDrill


class BadCode(CommandError):
    """What was typed is no join code."""

    code = "DT2055"
    hint = mark("Type it as it stands on the hand-out, with Vietnamese typing off.")


class PutOut(CommandError):
    """The host lets the seat in no more."""

    code = "DT2056"
    exit = Exit.REFUSED
    hint = mark("Ask exercise control; a new code lets you in again.")


def join(
    url: Annotated[str, typer.Argument(help=_("Address of the host, as on the hand-out."))],
    code: Annotated[str, typer.Argument(help=_("Join code, as on the hand-out."))],
    name: Annotated[str, typer.Option(help=_("Your name for the list of those present; it can be forgotten."), show_default=False)] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help=_("Line by line, without a full screen: for slow lines and screen readers."))
    ] = False,
    fingerprint: Annotated[
        str, typer.Option(help=_("Fingerprint of the host's certificate, as on the hand-out."), show_default=False)
    ] = "",
    insecure: Annotated[bool, typer.Option("--insecure", help=_("Allow a line that others can read."))] = False,
) -> None:
    from drills.cli.output import write_line
    from drills.cli.play import require_terminal
    from drills.hall.codes import REFUSALS, Refusal, read_code
    from drills.remote.line import Reach, address_of
    from drills.remote.seat import RemoteDrill

    typed = read_code(code)
    if isinstance(typed, Refusal):
        raise BadCode(REFUSALS[typed.code], dict(typed.params))
    if not plain:
        require_terminal()
    reach = Reach(address_of(url, fingerprint, insecure=insecure))
    drill = RemoteDrill(reach.dial, reach.fetch, typed, name)
    asyncio.run(_sit(drill, reach, plain=plain))
    refused = drill.hall.refused
    if refused is not None:
        raise PutOut(
            REFUSALS.get(refused.code, mark("the host lets this seat in no more")), {str(k): str(v) for k, v in refused.params.items()}
        )
    write_line(_("You have left. The drill goes on without you; the same command and code bring you back."))


async def _sit(drill: RemoteDrill, reach: Reach, *, plain: bool) -> None:
    """Come in, play, leave; the line and the screen share one loop."""
    from drills.hall.codes import REFUSALS
    from drills.remote.errors import NoConnection, NotLetIn

    try:
        await drill.open()
    except NoConnection as error:
        raise NoConnection(reach.trouble or error.args[0], {}) from error
    except NotLetIn as error:
        raise NotLetIn(REFUSALS.get(str(error.args[1]["code"]), mark("the host refuses this seat ({code})")), error.args[1]) from error
    try:
        if plain:
            from drills.console.plain.loop import play

            await play(drill, current())
        else:
            from drills.console.app import Console

            await Console(drill, current()).run_async()
    finally:
        await drill.close()
