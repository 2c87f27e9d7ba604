"""What the examination says of machines that are not well: each state is brought about or read from what such a machine shows."""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from drills.doctor import folder, lines, machine
from drills.doctor.finding import NAMES, Finding, State, examined, worst
from drills.doctor.machine import Memory
from drills.language import speak
from drills.server.tls import made
from drills.store import FILE, open_store
from drills.store.lock import locks_work
from drills.store.wall import wall_ms

GOOD, WARNING, ERROR = State.GOOD, State.WARNING, State.ERROR
DAY = 86_400_000


def vi(finding: Finding) -> str:
    """The finding and its advice in Vietnamese; every placeholder filled."""
    words = " | ".join(finding.said(speak("vi")))
    assert "{" not in words
    assert words != " | ".join(finding.said(speak("en"))) or finding.found in ("{path}", "{free} of {all} MB")
    assert bool(finding.advice) == (finding.state is not GOOD)
    return words


# --- the machine


@pytest.mark.parametrize(
    ("version", "bits", "state"), [((3, 10, 9), 64, ERROR), ((3, 11, 0), 64, GOOD), ((3, 14, 1), 64, GOOD), ((3, 12, 1), 32, WARNING)]
)
def test_python(version: tuple[int, ...], bits: int, state: State) -> None:
    """Too old, too narrow, right."""
    assert machine.judged_python(version, bits, "Windows AMD64").state is state


@pytest.mark.parametrize(
    ("output", "files", "state"),
    [
        ("utf-8", "utf-8", GOOD),
        ("cp1252", "utf-8", ERROR),
        ("ascii", "utf-8", ERROR),
        ("cp1258", "utf-8", ERROR),
        ("utf-8", "ascii", WARNING),
        ("no-such", "utf-8", ERROR),
    ],
)
def test_encoding(output: str, files: str, state: State) -> None:
    """Windows' own code pages lack letters, the Vietnamese one included, which has marks only apart."""
    assert machine.judged_encoding(output, files).state is state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Memory(120, 2000), ERROR),
        (Memory(900, 4000), WARNING),
        (Memory(6000, 8000), GOOD),
        (Memory(-1, 8192), GOOD),
        (Memory(-1, -1), GOOD),
    ],
)
def test_memory(found: Memory, state: State) -> None:
    """A seat, a hall, and a system that does not tell."""
    assert machine.judged_memory(found, 2).state is state


def test_memory_is_read_as_linux_says_it() -> None:
    """Kilobytes to megabytes; an old kernel without MemAvailable is «not known»."""
    assert machine.read_meminfo("MemTotal:        8000000 kB\nMemFree: 100 kB\nMemAvailable:    2048000 kB\n") == Memory(2000, 7812)
    assert machine.read_meminfo("MemTotal:        2048 kB\n") == Memory(-1, 2)


NOW = wall_ms()


@pytest.mark.parametrize(
    ("found", "state", "said"),
    [
        ([(0, NOW), (20, NOW + 20), (41, NOW + 40)], GOOD, "chạy đều"),
        ([(0, NOW), (20, NOW + 3_600_020)], WARNING, "nhảy 3600000 ms"),
        ([(0, NOW), (20, NOW - 980)], WARNING, "nhảy 1000 ms"),
        ([(0, NOW), (900, NOW + 900)], WARNING, "mất 900 ms"),
        ([(50, NOW), (20, NOW + 20)], ERROR, "chạy lùi"),
        ([(0, 86_400_000), (20, 86_400_020)], ERROR, "02/01/1970"),
    ],
)
def test_clock(found: list[machine.Reading], state: State, said: str) -> None:
    """Even, set forward or back under one's eyes, stalled, running backwards, never set."""
    finding = machine.judged_clock(found)
    assert finding.state is state
    assert said in vi(finding).replace("01/01/1970", "02/01/1970")


def test_the_clock_is_read_several_times() -> None:
    """A jump between two readings is seen; nothing is waited for longer than it says."""
    slept: list[float] = []
    walls = iter([0, 20, 40, 5060, 5080, 5100, 5120])
    found = machine.readings(lambda: (20 * len(slept), NOW + next(walls)), slept.append)
    assert len(found) == 7
    assert sum(slept) == pytest.approx(0.12)
    assert machine.judged_clock(found).values["jump"] == 5000


# --- the folder


@pytest.mark.parametrize(
    ("path", "environment", "by"),
    [
        (PureWindowsPath(r"C:\Users\Hồng\OneDrive - UBND tỉnh\dientap"), {}, "OneDrive"),
        (PureWindowsPath(r"D:\Đồng bộ\dientap"), {"OneDriveCommercial": r"D:\Đồng bộ"}, "OneDrive"),
        (PureWindowsPath(r"C:\Users\Hồng\iCloudDrive\x"), {}, "iCloud"),
        (PurePosixPath("/home/hong/Dropbox/dientap"), {}, "Dropbox"),
        (PurePosixPath("/home/hong/Dropbox (Personal)/dientap"), {}, "Dropbox"),
        (PurePosixPath("/Users/hong/Library/CloudStorage/GoogleDrive-a@b.example/My Drive/x"), {}, "cloud storage|Google Drive"),
        (PurePosixPath("/Users/hong/Library/Mobile Documents/com~apple~CloudDocs/x"), {}, "iCloud"),
        (PureWindowsPath(r"G:\My Drive\dientap"), {}, "Google Drive"),
        (PurePosixPath("/home/hong/Nextcloud2/x"), {}, "Nextcloud"),
        (PurePosixPath("/home/dropbox-fan/.local/share/dientap"), {"OneDrive": ""}, "|Dropbox"),
        (PureWindowsPath(r"C:\Users\Hồng\AppData\Local\dientap"), {"OneDrive": r"C:\Users\Hồng\OneDrive"}, ""),
        (PurePosixPath("/home/hong/.local/share/dientap"), {}, ""),
        (PurePosixPath("/home/hong/boxes/dientap"), {}, ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_path(path: PurePath, environment: dict[str, str], by: str) -> None:
    """By the names that the programs give their folders, and by what Windows says of OneDrive."""
    assert folder.synchronised(path, environment) in by.split("|")
    finding = folder.judged_folder(path, environment, "ext4")
    assert finding.state is (WARNING if folder.synchronised(path, environment) else GOOD)
    vi(finding)


MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:25 / /tmp rw - tmpfs tmpfs rw
41 22 0:40 / /srv/chia\\040se rw,relatime shared:5 - cifs //nas/chia-se rw
42 22 0:41 / /mnt/c rw,noatime - 9p drvfs rw
43 22 0:42 / /home rw - nfs4 server:/home rw
44 43 8:2 / /home/hong/local rw - xfs /dev/sdb1 rw
broken line
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//hong@nas/chia se on /Volumes/chia se (smbfs, nodev, nosuid, mounted by hong)
"""


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("/var/lib/dientap", "ext4", ""),
        ("/tmp/dientap", "tmpfs", "nằm trong bộ nhớ"),
        ("/tmpx/dientap", "ext4", ""),
        ("/srv/chia se/dientap", "cifs", "nằm trên mạng"),
        ("/mnt/c/Users/Hong/dientap", "9p", "ổ đĩa Windows"),
        ("/home/hong/.local/share/dientap", "nfs4", "nằm trên mạng"),
        ("/home/hong/local/dientap", "xfs", ""),
    ],
)
def test_what_kind_of_disk_holds_a_folder(path: str, kind: str, said: str) -> None:
    """As Linux lists its mounts: the nearest one counts; network, Windows under Linux, memory are warned of."""
    assert folder.mounted_linux(MOUNTS, path) == kind
    finding = folder.judged_folder(PurePosixPath(path), {}, kind)
    assert finding.state is (WARNING if said else GOOD)
    assert said in vi(finding)


def test_mounts_of_a_mac_and_shares_of_windows() -> None:
    """`mount`'s lines, blanks in them; a path that begins with two backslashes."""
    assert folder.mounted_mac(MAC, "/Volumes/chia se/x") == "smbfs"
    assert folder.mounted_mac(MAC, "/Users/hong") == "apfs"
    assert folder.mounted_mac("", "/Users/hong") == folder.mounted_linux("", "/x") == ""
    assert "nằm trên mạng" in vi(folder.judged_folder(PureWindowsPath(r"\\nas\chia-se\dientap"), {}, ""))


@pytest.mark.parametrize(("free", "state"), [(199, ERROR), (200, WARNING), (1999, WARNING), (2000, GOOD)])
def test_disk(free: int, state: State) -> None:
    """Nothing should begin, one drill, a day."""
    assert folder.judged_disk(free, 100_000).state is state


def test_a_folder_that_is_not_there_yet_is_looked_at_above(tmp_path: Path) -> None:
    """The nearest one that is there is tried, and nothing is left in it."""
    found = folder.files(tmp_path / "a" / "b")
    assert [(finding.check, finding.state) for finding in found] == [("files", GOOD), ("names", GOOD), ("locks", GOOD)]
    assert list(tmp_path.iterdir()) == []
    assert folder.store(tmp_path / "a")[0].state is GOOD
    assert folder.disk(tmp_path / "a" / "b")[0].check == "disk"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody may write, root included")
def test_a_folder_that_cannot_be_written() -> None:
    """Said with its path and why."""
    (finding,) = folder.files(Path("/proc/self/dientap"))
    assert finding.state is ERROR
    assert "/proc/self" in vi(finding)


def test_a_disk_that_takes_names_apart(tmp_path: Path) -> None:
    """As HFS+ does: the name comes back with its marks apart."""

    class Apart(type(tmp_path)):  # type: ignore[misc]
        def __truediv__(self, name: str) -> Path:
            return tmp_path / unicodedata.normalize("NFD", name)

        def iterdir(self) -> Sequence[Path]:
            return list(tmp_path.iterdir())

    finding = folder.judged_names(Apart(tmp_path))
    assert (finding.state, "NFD" in vi(finding)) == (WARNING, True)
    assert next(tmp_path.iterdir()).name != finding.values["given"]


def test_a_disk_that_loses_letters(tmp_path: Path) -> None:
    """A name that comes back as another one is shown."""

    class Lossy(type(tmp_path)):  # type: ignore[misc]
        def __truediv__(self, name: str) -> Path:
            return tmp_path / name.encode("ascii", "replace").decode().replace("?", "_")

    finding = folder.judged_names(Lossy(tmp_path))
    assert finding.state is WARNING
    assert "B_o c_o t_ng k_t.txt" in vi(finding)


def test_locks_that_do_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that grants every lock is an error; one that holds them is not."""
    assert locks_work(tmp_path)
    assert folder.judged_locks(tmp_path).state is GOOD

    class Granting:
        def __init__(self, path: Path) -> None:
            """Whoever asks gets it."""

        def release(self) -> None:
            """Nothing to let go of."""

    monkeypatch.setattr("drills.store.lock.DrillLock", Granting)
    finding = folder.judged_locks(tmp_path)
    assert finding.state is ERROR
    assert "DIENTAP_DATA" in vi(finding)


# --- the store


def test_a_store_that_works_is_counted(tmp_path: Path) -> None:
    """An empty one holds none."""
    open_store(tmp_path).close()
    (finding,) = folder.store(tmp_path)
    assert (finding.state, finding.values["drills"]) == (GOOD, 0)


def test_a_damaged_store_is_an_error(tmp_path: Path) -> None:
    """What is no database."""
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to be looked at" * 50)
    (finding,) = folder.store(tmp_path)
    assert finding.state is ERROR
    assert str(tmp_path) in vi(finding)


def test_a_store_of_a_newer_version_is_an_error(tmp_path: Path) -> None:
    """Its schema is not known here."""
    import sqlite3

    open_store(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE about SET value = '999' WHERE key = 'schema'")
    connection.close()
    (finding,) = folder.store(tmp_path)
    assert finding.state is ERROR
    assert "999" in vi(finding)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everything")
def test_a_store_that_may_only_be_read_is_an_error(tmp_path: Path) -> None:
    """Somebody else's file."""
    open_store(tmp_path).close()
    (tmp_path / FILE).chmod(0o444)
    (finding,) = folder.store(tmp_path)
    assert finding.state is ERROR


def test_a_store_that_another_program_holds_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup or a database browser with the whole file locked."""
    import sqlite3

    monkeypatch.setattr("drills.store.sqlite.BUSY_MS", 50)
    open_store(tmp_path).close()
    holder = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        (finding,) = folder.store(tmp_path)
    finally:
        holder.close()
    assert finding.state is ERROR
    assert "chương trình" in vi(finding)


# --- lines


def test_loopback_works_here() -> None:
    """A byte goes round."""
    assert [finding.state for finding in lines.loopback()] == [GOOD]


def test_loopback_that_is_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall that refuses."""

    def refuse(*_: object) -> None:
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    (finding,) = lines.loopback()
    assert finding.state is ERROR
    assert "127.0.0.1" in vi(finding)


def test_a_port_that_is_taken_names_a_free_one() -> None:
    """Another program listens there; the next free port is said, and is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        (finding,) = lines.port(taken)
        assert finding.state is WARNING
        assert f"--port {finding.values['free']}" in vi(finding)
        assert lines.is_free("127.0.0.1", int(str(finding.values["free"])))
    assert lines.port(taken)[0].state is GOOD


def test_a_port_of_the_system_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 1024, where nothing may be had."""
    monkeypatch.setattr(lines, "is_free", lambda host, number: False)
    assert "1024" in vi(lines.port(443)[0])
    assert lines.port(9000)[0].state is WARNING


@pytest.mark.parametrize(("address", "state"), [("", WARNING), ("169.254.3.4", WARNING), ("192.0.2.4", GOOD)])
def test_network(address: str, state: State) -> None:
    """None, one that the machine gave itself, one that others reach."""
    assert lines.judged_network(address).state is state


def test_no_network_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system knows no way out."""

    def unreachable(self: socket.socket, address: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", type("Socket", (socket.socket,), {"connect": unreachable}))
    (finding,) = lines.network()
    assert finding.state is WARNING


def test_certificate(tmp_path: Path) -> None:
    """None, valid, readable by others, about to end, ended, of a day to come."""
    now = wall_ms()
    assert lines.certificate(tmp_path, None, None, now)[0].state is GOOD
    found = made(tmp_path, ("localhost",), now)
    (finding,) = lines.certificate(tmp_path, None, None, now)
    assert finding.state is GOOD
    assert found.pin.replace("-", " ") in vi(finding)
    for later, said in ((29 * DAY, "sắp hết hạn"), (31 * DAY, "đã hết hạn"), (-9 * DAY, "chưa có hiệu lực")):
        (finding,) = lines.certificate(tmp_path, None, None, now + later)
        assert finding.state is WARNING
        assert said in vi(finding)
    if os.name == "posix":
        found.key.chmod(0o644)
        assert "chmod 600" in vi(lines.certificate(tmp_path, None, None, now)[0])


def test_an_own_certificate_that_does_not_serve(tmp_path: Path) -> None:
    """Half a pair, and a file that is none."""
    (finding,) = lines.certificate(tmp_path, tmp_path / "c.pem", None, wall_ms())
    assert (finding.state, "--key" in vi(finding)) == (ERROR, True)
    (finding,) = lines.certificate(tmp_path, tmp_path / "c.pem", tmp_path / "k.pem", wall_ms())
    assert (finding.state, "c.pem" in vi(finding)) == (ERROR, True)


# --- all together


def test_a_check_that_fails_itself_stops_no_other() -> None:
    """Its name and the fault are said; the next one is looked at."""

    def broken() -> Sequence[Finding]:
        raise RuntimeError("strange machine")

    found = examined({"memory": broken, "clock": lambda: [Finding("clock", GOOD, "{now}, runs evenly", {"now": "x"})]})
    assert [(finding.check, finding.state) for finding in found] == [("memory", WARNING), ("clock", GOOD)]
    assert "strange machine" in vi(found[0])
    assert worst(found) is WARNING
    assert worst([]) is GOOD


def test_every_name_is_vietnamese() -> None:
    """Except Python's."""
    assert [name for name, words in NAMES.items() if speak("vi")(words) == words] == ["python"]
