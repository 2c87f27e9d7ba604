"""Which drill a person means: an id, the beginning of one, or `last`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from drills.language import mark
from drills.store.errors import UnknownDrill

LAST = "last"


def meant(name: str, newest_first: Sequence[str]) -> str:
    """The one id that a name means.

    Raises:
        UnknownDrill: none or several are meant; the nearest ids are named.
    """
    if name in newest_first:
        return name
    if not newest_first:
        raise UnknownDrill(mark("there is no drill yet"))
    if name == LAST:
        return newest_first[0]
    begun = [drill for drill in newest_first if name and drill.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise UnknownDrill(mark("{name!r} may mean {found}"), {"name": name, "found": ", ".join(begun[:5])})
    near = difflib.get_close_matches(name, newest_first, n=3, cutoff=0.4) or newest_first[:1]
    raise UnknownDrill(mark("there is no drill {name!r}; nearest: {found}"), {"name": name, "found": ", ".join(near)})


def missing(drill: str) -> UnknownDrill:
    """The error for an id that is not there."""
    return UnknownDrill(mark("there is no drill {name!r}"), {"name": drill})
