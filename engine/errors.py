"""What can go wrong, as one tree.

DientapError
├── UserError            the person's input is at fault: said plainly, never with a traceback
│   ├── UnknownName      a name that is not there, with the nearest one that is
│   ├── InvalidInput     a command that does not have its shape
│   ├── InvalidPlan      a scenario or plan that cannot be played
│   └── OutOfOrder       an input that comes before the clock or shares its millisecond
└── EngineFault          ours: the drill freezes at its last horizon
    └── PhysicsMismatch  recorded under another physics number: no replay, no what-if, no resume

Constructors are never reshaped, so every error survives `type(e)(*e.args)` (SimPy rebuilds a failed process's
exception that way) and pickling.
"""

from __future__ import annotations


class DientapError(Exception):
    """Base of all our errors: `str(error)` says what and where, `hint` what to do."""

    code: str = "DT0000"
    hint: str = ""


class UserError(DientapError):
    """Something a person gave us is at fault."""

    code = "DT0001"


class UnknownName(UserError):
    """A name that is not there."""

    code = "DT0002"


class InvalidInput(UserError):
    """A command that does not have its shape."""

    code = "DT0003"


class InvalidPlan(UserError):
    """A plan that cannot be played."""

    code = "DT0004"


class OutOfOrder(UserError):
    """An input before the clock, or two inputs in one millisecond."""

    code = "DT0005"


class EngineFault(DientapError):
    """A fault of ours inside the simulated world."""

    code = "DT7000"


class PhysicsMismatch(EngineFault):
    """A record made under another `physics` number."""

    code = "DT7001"
    hint = "Reports still work; replay, resume and what-if need the version that recorded the drill."
