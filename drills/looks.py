"""What the person at the console has opened: said in the next horizon, so that a resumed drill brings no alert as new again.

A look is no input: it changes nothing in the world, moves no digest and reaches no other seat. It stands in the horizon
because a horizon says what was shown; the alert that was looked at last is also what is selected again.
"""

from __future__ import annotations

from collections.abc import Iterable


class Looks:
    """Alerts that were opened, and those of them that no horizon has said yet.

    Args:
        before: what the journal says already, in order.
    """

    def __init__(self, before: Iterable[str] = ()) -> None:
        self._all: dict[str, None] = dict.fromkeys(before)
        self._waiting: dict[str, None] = {}

    @property
    def all(self) -> tuple[str, ...]:
        """Every alert that was opened, each once, in the order in which each was opened last."""
        return tuple(self._all)

    @property
    def waiting(self) -> list[str]:
        """Those that the next horizon has to say."""
        return list(self._waiting)

    def note(self, alerts: Iterable[str]) -> None:
        """Alerts were opened together (repeats of one), the one that was pointed at last; again only if it was not so before."""
        opened = tuple(alerts)
        if opened and (opened[-1] not in self._all or opened[-1] != next(reversed(self._all))):
            for alert in opened:
                for kept in (self._all, self._waiting):
                    kept.pop(alert, None)
                    kept[alert] = None

    def written(self) -> None:
        """The horizon that said them is on disk."""
        self._waiting.clear()
