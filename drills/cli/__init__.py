"""The command line `dientap`.

`main` is the console script. It finds out the language first, because the help is said in it, and leaves every error to
`drills.cli.failures`. Commands import what is heavy inside themselves, so that `--help` and `--version` are quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from drills import language


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.use_everywhere(language.chosen(given))
    from drills.cli.failures import run_guarded

    sys.exit(run_guarded(given))
