"""Where drills are kept: what kind of folder it is, how much room it has, whether the store works in it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from drills.doctor.finding import Finding, State
from drills.language import mark
from drills.store import ENVIRONMENT, FILE, open_store
from drills.store.errors import StoreError
from drills.store.lock import locks_work

LEAST_MB, AMPLE_MB = 200, 2000
"""Free disk: below the first nothing should begin; a day with a full hall and its reports fits the second (author's estimates)."""

SYNCED = {
    "OneDrive": re.compile(r"onedrive( -.*)?", re.IGNORECASE),
    "Dropbox": re.compile(r"dropbox( \(.*\))?|dropbox-.*", re.IGNORECASE),
    "Google Drive": re.compile(r"google ?drive( \(.*\))?|googledrive-.*|drivefs|my drive", re.IGNORECASE),
    "iCloud": re.compile(r"mobile documents|com~apple~clouddocs|icloud ?drive", re.IGNORECASE),
    "Box": re.compile(r"box( sync)?|box-box", re.IGNORECASE),
    "Nextcloud": re.compile(r"nextcloud\d*|owncloud\d*", re.IGNORECASE),
    "cloud storage": re.compile(r"cloudstorage", re.IGNORECASE),
}
"""Folders that a synchronising program keeps, by a part of the path; the names are those that the programs give by default."""
SYNC_VARIABLES = {"OneDrive": "OneDrive", "OneDriveConsumer": "OneDrive", "OneDriveCommercial": "OneDrive"}
"""Environment variables that name such a folder (Windows)."""

NETWORK_SYSTEMS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "afs", "ceph", "lustre", "beegfs", "ncpfs", "vboxsf"),
        *("fuse.davfs2", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse"),
        "fuse.google-drive-ocamlfuse",
    )
)
WINDOWS_IN_LINUX = frozenset(("9p", "drvfs", "v9fs"))
"""Windows' own drives as Linux under Windows (WSL) sees them."""
MEMORY_SYSTEMS = frozenset(("tmpfs", "ramfs"))


# --- what kind of folder


def folder(path: Path) -> Sequence[Finding]:
    """Whether the data folder is one that keeps files where they are put."""
    return [judged_folder(path, os.environ, file_system(nearest(path)))]


def judged_folder(path: PurePath, environment: Mapping[str, str], system: str) -> Finding:
    """A folder of this machine's own is right; synchronised, remote and passing ones are not."""
    values: dict[str, object] = {"path": str(path), "system": system or "?", "variable": ENVIRONMENT}
    elsewhere = mark("Put drills on a disk of this machine: set {variable} to a folder there.")
    if synced := synchronised(path, environment):
        values["by"] = synced
        words = mark("{path} is synchronised by {by}, which may lock or swap files in the middle of a drill")
        return Finding("folder", State.WARNING, words, values, elsewhere)
    if str(path).startswith(("\\\\", "//")) or system in NETWORK_SYSTEMS:
        words = mark("{path} lies on the network ({system}): a lost line stops the drill, and locks may not hold")
        return Finding("folder", State.WARNING, words, values, elsewhere)
    if system in WINDOWS_IN_LINUX:
        words = mark("{path} is a Windows drive seen from Linux ({system}): slow, and its locks may not hold")
        advice = mark("Keep drills inside Linux: set {variable} to a folder in your home there, not under /mnt.")
        return Finding("folder", State.WARNING, words, values, advice)
    if system in MEMORY_SYSTEMS:
        return Finding("folder", State.WARNING, mark("{path} lies in memory ({system}): a power cut loses every drill"), values, elsewhere)
    return Finding("folder", State.GOOD, mark("{path}"), values)


def synchronised(path: PurePath, environment: Mapping[str, str]) -> str:
    """The name of the program that synchronises the folder with a cloud; '' = none that is known."""
    for variable, name in SYNC_VARIABLES.items():
        root = environment.get(variable, "")
        if root and type(path)(root) in (path, *path.parents):
            return name
    return next((name for part in path.parts for name, known in SYNCED.items() if known.fullmatch(part)), "")


def file_system(path: Path) -> str:
    """The kind of file system that holds a folder, as the system names it; '' where it does not say."""
    if sys.platform == "win32":
        return _windows_drive(path)
    table = Path("/proc/self/mountinfo")
    if table.is_file():
        return mounted_linux(table.read_text(encoding="utf-8", errors="replace"), str(path.resolve()))
    if sys.platform == "darwin":
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
        return mounted_mac(done.stdout, str(path.resolve()))
    return ""


def mounted_linux(table: str, path: str) -> str:
    """From /proc/self/mountinfo (proc(5)): the type behind ` - `, the mount point in the fifth field, blanks in it as \\040."""
    found = []
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) > 4 and after:
            point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
            found.append((point, after.split(" ")[0]))
    return _nearest_mount(found, path)


def mounted_mac(table: str, path: str) -> str:
    """From `mount`: `//user@host/share on /Volumes/share (smbfs, nodev, …)`."""
    return _nearest_mount(re.findall(r"^.* on (.*) \((\w+)[,)]", table, re.MULTILINE), path)


def _nearest_mount(mounts: Sequence[tuple[str, str]], path: str) -> str:
    holding = [(len(point), number, kind) for number, (point, kind) in enumerate(mounts) if f"{path}/".startswith(f"{point.rstrip('/')}/")]
    return max(holding)[2] if holding else ""


if sys.platform == "win32":

    def _windows_drive(path: Path) -> str:
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return "smbfs" if ctypes.windll.kernel32.GetDriveTypeW(f"{path.resolve().drive}\\") == remote else ""


def nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path(path.anchor or "."))


# --- room


def disk(path: Path) -> Sequence[Finding]:
    """How much room the disk has."""
    usage = shutil.disk_usage(nearest(path))
    return [judged_disk(usage.free // 2**20, usage.total // 2**20)]


def judged_disk(free_mb: int, all_mb: int) -> Finding:
    """Drills are small; reports, logs and backups add up."""
    values: dict[str, object] = {"free": free_mb, "all": all_mb, "least": LEAST_MB, "ample": AMPLE_MB}
    words = mark("{free} of {all} MB")
    if free_mb < LEAST_MB:
        return Finding(
            "disk", State.ERROR, words, values, mark("Free some space: {least} MB at least, else drills pause when the disk is full.")
        )
    if free_mb < AMPLE_MB:
        return Finding("disk", State.WARNING, words, values, mark("Enough for one drill. For a day with a full hall keep {ample} MB free."))
    return Finding("disk", State.GOOD, words, values)


# --- files


def files(path: Path) -> Sequence[Finding]:
    """Whether files can be written, are called what they were called, and can be locked; nothing is left behind."""
    root = nearest(path)
    values: dict[str, object] = {"path": str(root), "variable": ENVIRONMENT}
    try:
        with tempfile.TemporaryDirectory(prefix="dientap-", dir=root, ignore_cleanup_errors=True) as made:
            (Path(made) / "probe").write_bytes(secrets.token_bytes(2**16))
            return [Finding("files", State.GOOD, mark("works in {path}"), values), judged_names(Path(made)), judged_locks(Path(made))]
    except OSError as error:
        values["why"] = error.strerror or str(error)
        advice = mark("Give yourself the right to write there, or set {variable} to another folder.")
        return [Finding("files", State.ERROR, mark("{path} cannot be written: {why}"), values, advice)]


def judged_names(folder: Path) -> Finding:
    """Whether a Vietnamese file name comes back as it was given."""
    given = "Báo cáo tổng kết.txt"
    (folder / given).write_bytes(b"x")
    found = next((item.name for item in folder.iterdir() if item.name != "probe"), "")
    values: dict[str, object] = {"given": given, "found": found}
    if found == given:
        return Finding("names", State.GOOD, mark("Vietnamese names stay as they are"), values)
    advice = mark("Give files that go to other machines names without marks.")
    if unicodedata.normalize("NFC", found) == given:
        return Finding("names", State.WARNING, mark("this disk takes names apart (NFD): elsewhere they may not be found"), values, advice)
    return Finding("names", State.WARNING, mark("“{given}” became “{found}”"), values, advice)


def judged_locks(folder: Path) -> Finding:
    """Whether a lock keeps a second one out, as two processes on one drill need it."""
    if locks_work(folder):
        return Finding("locks", State.GOOD, mark("two programs cannot open one drill"))
    advice = mark("Never open a drill from two machines here; better, set {variable} to a folder on a disk of this machine.")
    return Finding("locks", State.ERROR, mark("this folder forgets its locks"), {"variable": ENVIRONMENT}, advice)


# --- the store


def store(path: Path) -> Sequence[Finding]:
    """Whether the store can be opened: reached, understood, written, not held by others."""
    values: dict[str, object] = {"path": str(path / FILE)}
    if not (path / FILE).exists():
        return [Finding("store", State.GOOD, mark("none yet; the first drill makes it"), values)]
    try:
        opened = open_store(path)
        try:
            opened.try_writing()
            values["drills"] = len(opened.entries())
        finally:
            opened.close()
    except StoreError as error:
        words, filling = str(error.args[0]), error.args[1] if len(error.args) > 1 else {}
        return [Finding("store", State.ERROR, words, {**values, **filling}, error.hint)]
    return [Finding("store", State.GOOD, mark("{path}, drills kept: {drills}"), values)]
