"""Where scenarios are: the library that ships with the program, and folders of one's own."""

from __future__ import annotations

from pathlib import Path

from engine.errors import UnknownName
from scenarios.diagnostics import nearest

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
CATALOG = HERE / "catalog"
MAIN = "scenario.yaml"


class UnknownScenario(UnknownName):
    """A scenario that is neither in the library nor a folder."""

    code = "DT1001"
    hint = "`dientap scenarios list` shows what there is."

    def __str__(self) -> str:
        return str(self.args[0]).format(**self.args[1]) if len(self.args) > 1 else "".join(map(str, self.args))


def names() -> list[str]:
    """Names of the shipped scenarios, in order."""
    return sorted(path.parent.name for path in LIBRARY.glob(f"*/{MAIN}"))


def find(name_or_path: str) -> Path:
    """The folder of a shipped scenario, or of one's own (a folder, or its scenario.yaml).

    Raises:
        UnknownScenario: there is no such scenario.
    """
    if (LIBRARY / name_or_path / MAIN).is_file() and name_or_path in names():
        return LIBRARY / name_or_path
    path = Path(name_or_path)
    if path.name == MAIN and path.is_file():
        return path.parent
    if (path / MAIN).is_file():
        return path
    close = nearest(name_or_path, names())
    if close:
        raise UnknownScenario("there is no scenario {name!r}; nearest: {near}", {"name": name_or_path, "near": close})
    raise UnknownScenario("there is no scenario {name!r}", {"name": name_or_path})


def shown(path: Path) -> str:
    """A path as a person would type it: relative to where they are, if it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
