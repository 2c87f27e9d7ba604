"""Time to read and to write: how fast a drill may run while a person owes somebody an answer (law 7).

At sixty times real time a quarter of an hour to answer is fifteen seconds. So, while an answer or a report is open, the
clock goes no faster than leaves this much wall time for it from the moment it was asked for.
"""

from __future__ import annotations

from engine.plan import Plan
from engine.views import TeamView

READ_MS = 60_000
"""Wall time to read a message and choose an answer (author's estimate: a slow reader of some 120 words, and a thought)."""
WRITE_MS = 150_000
"""Wall time to write a report with its fields (author's estimate)."""


def fastest(plan: Plan, view: TeamView, limit: int) -> int:
    """The greatest speed, at most `limit`, that leaves a person time for everything that is owed now."""
    for message in view.messages:
        if message.replies and message.due >= 0 and not message.replied and not message.missed:
            limit = min(limit, (message.due - message.at) // READ_MS)
    lengths = {duty.id: duty.within_ms for duty in plan.duties}
    for duty in view.duties:
        if duty.state == "open":
            limit = min(limit, lengths[duty.id] // WRITE_MS)
    return max(1, limit)
