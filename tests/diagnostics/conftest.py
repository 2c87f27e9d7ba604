"""Fixtures of the diagnostics' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.scenarios import sample


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter scenario on disk, with the sample network and catalogue in place of the shipped ones."""
    sample.furnish(tmp_path, monkeypatch)
    return sample.write(tmp_path / sample.STARTER)
