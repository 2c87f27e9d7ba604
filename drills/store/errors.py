"""What can go wrong between a drill and the disk.

UserError
└── StoreError           exit code 6
    ├── StoreUnwritable  the folder or file cannot be written
    ├── StoreFull        no space left: the command was refused, nothing half-happened
    ├── StoreLocked      another program holds the whole store
    ├── StoreDamaged     a record, plan or file is not what was written
    ├── StoreTooNew      written by a newer version of this program
    ├── DrillBusy        another process has this drill open
    ├── LeaseLost        another process took this drill over: nothing more may be written
    ├── StoreUnreachable the database server does not answer, or broke off
    ├── NoPostgres       the library that speaks with PostgreSQL is not installed, or the address is none of PostgreSQL
    └── BackedUpElsewhere  a server's database is copied by the server's own tools
UnknownName
├── UnknownDrill         no drill, or several, by that name
└── UnknownExercise      no exercise by that id

An error's first argument is an English sentence with `{placeholders}`, the second their values; so it can be said in the
reader's language and survives `type(e)(*e.args)`.
"""

from __future__ import annotations

from drills.language import filled, mark
from engine.errors import UnknownName, UserError


class StoreError(UserError):
    """The store cannot do what was asked."""

    code = "DT6000"

    def __str__(self) -> str:
        return filled(self.args)


class StoreUnwritable(StoreError):
    """The folder or file cannot be written."""

    code = "DT6001"
    hint = mark("Give yourself the right to write there, or choose another folder with DIENTAP_DATA.")


class StoreFull(StoreError):
    """No space left on the disk."""

    code = "DT6002"
    hint = mark("Free some space, then go on: everything up to the last confirmed step is kept.")


class StoreLocked(StoreError):
    """Another program holds the whole store."""

    code = "DT6003"
    hint = mark("Close the other program that has the store open (a backup, a database browser), then try again.")


class StoreDamaged(StoreError):
    """A record, plan or file is not what was written."""

    code = "DT6004"
    hint = mark("Take the drill from a backup or an export; `dientap drills verify` names what is damaged.")


class StoreTooNew(StoreError):
    """Written by a newer version of this program."""

    code = "DT6005"
    hint = mark("Update dientap, or choose another folder with DIENTAP_DATA.")


class DrillBusy(StoreError):
    """Another process has this drill open."""

    code = "DT6006"
    hint = mark("Close the drill there first; it can be resumed here at once afterwards.")


class LeaseLost(StoreError):
    """Another process took this drill over."""

    code = "DT6007"
    hint = mark("Go on in the other window; what was confirmed here is kept.")


class StoreUnreachable(StoreError):
    """The database server does not answer, or broke off: what was being written is not written."""

    code = "DT6008"
    hint = mark("Check that PostgreSQL runs and that DIENTAP_STORE names it, then go on: everything up to the last confirmed step is kept.")


class NoPostgres(StoreError):
    """The library that speaks with PostgreSQL is not installed, or the address is none of PostgreSQL."""

    code = "DT6009"
    hint = mark('Install it with `pip install "dientap[postgres]"`, or leave DIENTAP_STORE empty: drills are then kept in a file.')


class BackedUpElsewhere(StoreError):
    """A server's database is copied by the server's own tools."""

    code = "DT6012"
    hint = mark("Take pg_dump, which copies the database while drills run; one drill: `dientap drills export`.")


class UnknownDrill(UnknownName):
    """No drill, or several, by that name."""

    code = "DT6010"
    hint = mark("`dientap drills list` shows the drills that are there.")

    def __str__(self) -> str:
        return filled(self.args)


class UnknownExercise(UnknownName):
    """No exercise by that id."""

    code = "DT6011"

    def __str__(self) -> str:
        return filled(self.args)
