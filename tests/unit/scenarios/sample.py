"""A network of a dozen machines, a small catalogue and the starter scenario: everything a compiler test needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.plan import Account, Asset, Backup, Estate, FlowRule, Link, Need, Org, Segment, Service, Site, System, Text
from scenarios import library, province, starter
from scenarios.compiling.placeholders import EVENTS

NAME = "gia-lai-lite"
STARTER = "kich-ban-thu"


def estate(name: str = NAME) -> Estate:
    """Two communes and one data centre, with the ids that the starter scenario uses."""
    communes = ("xa-ia-grai", "xa-ia-ly")
    pcs = tuple(
        Asset(
            f"{site}-pc{number:02}",
            f"{site[3:].upper()}-PC{number:02}",
            f"{site}-office",
            "workstation",
            "windows",
            controls=("edr",) if number == 1 else (),
            weaknesses=("untrained",),
            exposes=("smb",),
            address=f"10.{place}.0.{number}",
        )
        for place, site in enumerate(communes, 1)
        for number in (1, 2, 3)
    )
    servers = (
        Asset(
            "ttdl-file01",
            "TTDL-FILE01",
            "ttdl-server",
            "file-server",
            "windows",
            "qlvb",
            controls=("edr", "logs"),
            exposes=("smb", "rdp"),
            address="10.0.1.1",
        ),
        Asset("ttdl-db01", "TTDL-DB01", "ttdl-db", "database", "linux", "tthc", exposes=("sql",), address="10.0.2.1", people=1000),
        Asset("ttdl-log01", "TTDL-LOG01", "ttdl-server", "log-server", "linux", exposes=("ssh",), address="10.0.1.2"),
        Asset("xa-ia-ly-cam", "IALY-CAM", "xa-ia-ly-office", "camera", "firmware", count=4),
    )
    return Estate(
        id=name,
        orgs=(
            Org("doi-ucsc-tinh", "team"),
            Org("dtc", "operator", team="stale"),
            Org("cong-an-tinh", "police"),
            Org("dn-vien-thong-a", "operator"),
        ),
        sites=(Site("ttdl", "datacentre", "dtc"), *(Site(site, "commune", "dtc") for site in communes)),
        segments=(
            Segment("ttdl-server", "ttdl", "server"),
            Segment("ttdl-db", "ttdl", "db"),
            *(Segment(f"{site}-office", site, "office") for site in communes),
        ),
        links=tuple(Link(f"tslcd-{site}", "fibre", "tslcd", f"{site}-office", "ttdl-server", 100, "dn-vien-thong-a") for site in communes),
        rules=(FlowRule("office", "server", ("smb",), "tslcd"),),
        systems=(System("qlvb", 3, "dtc", "dtc", "cong-an-tinh"), System("tthc", 3, "dtc", "dtc", "cong-an-tinh")),
        assets=(*servers, *pcs),
        accounts=(Account("svc-backup", "svc-backup", "service", ("ttdl-file01",), "dtc"),),
        backups=(Backup("ttdl-file01-d1", "ttdl-file01", 86_400_000, "ttdl-log01"),),
        services=(
            Service("qlvb", "dtc", "qlvb", Need("asset", "ttdl-file01"), (("xa-ia-grai", 20),), ("tslcd",)),
            Service("tthc", "dtc", "tthc", Need("asset", "ttdl-db01"), (("xa-ia-grai", 20), ("xa-ia-ly", 10)), ("tslcd",)),
        ),
    )


def texts() -> dict[str, Text]:
    """What a network says of itself, as the real ones do."""
    said = {"kind.camera": "camera", "link-kind.fibre": "fibre"}
    said |= {f"kind.{kind}": kind for kind in ("workstation", "file-server", "database", "log-server")}
    said |= {f"zone.{zone}": zone for zone in ("office", "server", "db")}
    return {name: Text(word, word) for name, word in said.items()}


_ACTIONS = {
    "triage": ("alert", "analyst", "own"),
    "read-memory": ("asset", "forensic", "own"),
    "read-disk": ("asset", "analyst", "own"),
    "read-logs": ("asset", "analyst", "own"),
    "sweep": ("indicator", "analyst", "own"),
    "isolate": ("asset", "system", "operator"),
    "report": ("form", "liaison", "own"),
    "lock-account": ("account", "system", "own"),
    "restore-backup": ("backup", "system", "own"),
    "reconnect": ("asset", "system", "own"),
    "cut-link": ("site", "network", "own"),
    "convene": ("none", "liaison", "own"),
}


def catalogue() -> str:
    """A small catalogue: what the starter scenario leans on, and no more."""
    lines = ["actions:"]
    for name, (target, role, authority) in _ACTIONS.items():
        lines.append(
            f"  {name}: {{name: {{vi: {name}, en: {name}}}, effect: {{vi: x, en: x}}, evidence: {{vi: x, en: x}}, "
            f"code: DT-X, stage: identify, target: {target}, staff: {{{role}: 1}}, "
            f"takes: {{triangular: {{low: 2m, mode: 5m, high: 9m}}}}, authority: {authority}, effects: {name}}}"
        )
    lines += ["sensors:", "  edr: {name: {vi: EDR, en: EDR}, control: edr}", "  helpdesk: {name: {vi: Trực, en: Help desk}}"]
    lines += ["profiles:", "  tu-07-2025: {name: {vi: Từ 7/2025, en: Since 7/2025}, since: 2025-07-01, until: 2026-06-30}"]
    groups = {
        "event": tuple(EVENTS),
        "severity": ("1", "2", "3", "4"),
        "role": ("analyst", "forensic", "system", "liaison", "network"),
        "tag": ("verify", "hand-over", "comply", "decline", "speculate", "promise", "delay", "inform", "admit", "silence"),
        "via": ("phone", "mail", "paper", "visit", "system"),
        "kind-of-indicator": ("domain", "address", "hash", "account", "url", "task", "file"),
        "form": ("bao-cao-ban-dau",),
    }
    lines.append("words:")
    for group, names in groups.items():
        lines.append(f"  {group}:")
        lines += [f'    "{name}": {{vi: "{name}", en: "{name}"}}' for name in names]
    return "\n".join(lines) + "\n"


def furnish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the sample network and catalogue in place of the shipped ones."""
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "all.yaml").write_text(catalogue(), encoding="utf-8")
    for table in library.CATALOG.glob("*.tsv"):
        shutil.copy(table, folder)
    monkeypatch.setattr(library, "CATALOG", folder)
    monkeypatch.setattr(province, "names", lambda: [NAME, "gia-lai-2025"])
    monkeypatch.setattr(province, "load_network", lambda name: (estate(name), texts()))
    monkeypatch.chdir(tmp_path)


def write(folder: Path, files: dict[str, bytes] | None = None) -> Path:
    """A scenario's folder on disk; the starter's where no files are given."""
    folder.mkdir(exist_ok=True)
    for name, body in (files or starter.files(folder.name)).items():
        (folder / name).write_bytes(body)
    return folder
