"""Imports run one way: every contract holds, and breaks when its rule is broken."""

from __future__ import annotations

import tomllib
from pathlib import Path

import grimp
import importlinter.configuration
import pytest
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]
KINDS: dict[str, type[LayersContract | ForbiddenContract | ProtectedContract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "protected": ProtectedContract,
}

importlinter.configuration.configure()


@pytest.fixture
def graph() -> grimp.ImportGraph:
    """Who imports whom today."""
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def _kept(contract_id: str, graph: grimp.ImportGraph) -> bool:
    contract = CONTRACTS[contract_id]
    options = {
        key: str(value) if isinstance(value, bool) else value for key, value in contract.items() if key not in {"id", "name", "type"}
    }
    session = {"root_packages": PACKAGES, "include_external_packages": True}
    return KINDS[contract["type"]](contract["name"], session, options).check(graph, verbose=False).kept


BREAKS = [
    ("direction", "engine.world", "scenarios.source"),
    ("direction", "engine.world", "reports.model"),
    ("direction", "engine.world", "drills.session"),
    ("direction", "scenarios.source", "drills.session"),
    ("direction", "scenarios.source", "reports.model"),
    ("direction", "reports.model", "scenarios.source"),
    ("direction", "reports.model", "drills.session"),
    ("pure-engine", "engine.world", "random"),
    ("pure-engine", "engine.world", "asyncio"),
    ("pure-engine", "engine.texts", "gettext"),
    ("pure-engine", "engine.plan", "pydantic"),
    ("wall-time", "engine.clock", "time"),
    ("wall-time", "scenarios.source", "time"),
    ("wall-time", "reports.model", "time"),
    ("simpy", "scenarios.source", "simpy"),
    ("simpy", "reports.model", "simpy"),
    ("simpy", "drills.session", "simpy"),
    ("yaml", "engine.codec", "yaml"),
    ("yaml", "reports.model", "yaml"),
    ("yaml", "drills.roster", "yaml"),
    ("templates-and-charts", "engine.texts", "jinja2"),
    ("templates-and-charts", "scenarios.source", "jinja2"),
    ("templates-and-charts", "drills.session", "jinja2"),
    ("templates-and-charts", "drills.session", "altair"),
    ("templates-and-charts", "drills.session", "vl_convert"),
    ("screen", "engine.views", "textual"),
    ("screen", "scenarios.source", "textual"),
    ("screen", "reports.model", "textual"),
    ("screen", "drills.session", "textual"),
    ("screen", "drills.cli", "textual"),
    ("database", "engine.bundle", "sqlalchemy"),
    ("database", "scenarios.source", "sqlalchemy"),
    ("database", "reports.model", "sqlalchemy"),
    ("database", "drills.session", "sqlalchemy"),
    ("database", "drills.cli", "sqlite3"),
    ("database", "drills.cli", "alembic"),
    ("database", "drills.server", "psycopg"),
    ("server", "drills.session", "starlette"),
    ("server", "reports.model", "uvicorn"),
    ("server", "engine.simulation", "websockets"),
    ("host", "drills.cli", "uvicorn"),
    ("host", "drills.remote.line", "starlette"),
    ("socket", "drills.cli", "websockets"),
    ("certificates", "drills.pinning", "cryptography"),
    ("certificates", "drills.cli", "cryptography"),
    ("hall", "drills.hall.codes", "drills.store"),
    ("hall", "drills.hall.sheet", "starlette"),
    ("hall", "drills.pinning", "drills.server"),
    ("graph", "engine.adversary", "networkx"),
    ("graph", "engine.world", "networkx"),
    ("graph", "scenarios.source", "networkx"),
    ("graph", "reports.model", "networkx"),
    ("graph", "drills.session", "networkx"),
    ("graph-outside-events", "engine.services", "engine.topology"),
    ("every-system", "drills.session", "fcntl"),
    ("every-system", "drills.store", "resource"),
]
"""Contract, and one import that it must refuse: every sentence of the architecture about imports stands here."""


@pytest.mark.parametrize("contract_id", CONTRACTS)
def test_the_tree_keeps_every_contract(contract_id: str, graph: grimp.ImportGraph) -> None:
    """The imports of today break no contract, and every contract is shown below to bite."""
    assert _kept(contract_id, graph)
    assert contract_id in {broken for broken, _, _ in BREAKS}


@pytest.mark.parametrize(("contract_id", "importer", "imported"), BREAKS)
def test_a_contract_bites(contract_id: str, importer: str, imported: str, graph: grimp.ImportGraph) -> None:
    """One forbidden import more, and the contract says so."""
    assert importer in graph.modules
    if imported not in graph.modules:
        graph.add_module(imported, is_squashed=True)
    graph.add_import(importer=importer, imported=imported)
    assert not _kept(contract_id, graph)
