"""What others could reach: loopback, the host's port, this machine's address, the host's certificate."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drills.doctor.finding import Finding, State
from drills.hall.addresses import LOOPBACK, own_address
from drills.language import mark

if TYPE_CHECKING:
    from drills.server.tls import Certificate

PATIENCE_S = 2.0
NEXT_PORTS = 20
DAY_MS = 86_400_000
SOON_DAYS = 2


def loopback() -> Sequence[Finding]:
    """Whether a program here can talk to another one here."""
    try:
        with socket.create_server((LOOPBACK, 0)) as listener, socket.create_connection(listener.getsockname(), PATIENCE_S) as near:
            listener.settimeout(PATIENCE_S)
            far, _ = listener.accept()
            with far:
                far.settimeout(PATIENCE_S)
                near.sendall(b"?")
                heard = far.recv(1)
    except OSError as error:
        advice = mark("Let the firewall or antivirus allow Python on 127.0.0.1.")
        return [Finding("loopback", State.ERROR, mark("a connection to this machine itself fails: {why}"), {"why": str(error)}, advice)]
    return [Finding("loopback", State.GOOD if heard == b"?" else State.ERROR, mark("works"))]


def port(number: int) -> Sequence[Finding]:
    """Whether a host could listen there, on loopback and on this machine's address."""
    address = own_address()
    values: dict[str, object] = {"port": number}
    taken = [host for host in (LOOPBACK, address) if host and not is_free(host, number)]
    if not taken:
        return [Finding("port", State.GOOD, mark("{port} is free"), values)]
    values["free"] = next((other for other in range(number + 1, min(number + NEXT_PORTS, 65_536)) if is_free(LOOPBACK, other)), 0)
    if number < 1024 and not values["free"]:
        return [Finding("port", State.WARNING, mark("{port} is not for you to use"), values, mark("Host on a port from 1024 up."))]
    advice = (
        mark("End the other program, or host on another port: --port {free}")
        if values["free"]
        else mark("End the other program, or host on another port.")
    )
    return [Finding("port", State.WARNING, mark("{port} is taken by another program"), values, advice)]


def is_free(host: str, number: int) -> bool:
    """Whether a program could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would share a port that is taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif os.name == "posix":  # as servers do: an ended one does not keep its port for a minute
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
            probe.listen(1)
        except (OSError, OverflowError):
            return False
    return True


def network() -> Sequence[Finding]:
    """Whether others could reach this machine."""
    return [judged_network(own_address())]


def judged_network(address: str) -> Finding:
    """Without a network everything works here, and nobody else joins."""
    if not address:
        advice = mark("To play alone nothing is needed. To host, join the hall's network.")
        return Finding("network", State.WARNING, mark("none: only this machine could join"), {}, advice)
    if address.startswith("169.254."):
        advice = mark("Look at cable and Wi-Fi: the network gave this machine no address.")
        return Finding("network", State.WARNING, mark("{address}, which the machine gave itself"), {"address": address}, advice)
    return Finding("network", State.GOOD, mark("reached at {address}; the firewall must let Python through"), {"address": address})


def certificate(folder: Path, cert: Path | None, key: Path | None, now: int) -> Sequence[Finding]:
    """The certificate that a host would show: the one given, else the one that lies in the data folder."""
    from drills.server.tls import BadCertificate, chosen, kept_in

    if cert is None and key is None:
        return [judged_certificate(kept_in(folder), now)]
    try:
        return [judged_certificate(chosen(LOOPBACK, folder, cert=cert, key=key), now)]
    except BadCertificate as error:
        filling = error.args[1] if len(error.args) > 1 else {}
        return [Finding("certificate", State.ERROR, str(error.args[0]), filling, error.hint)]


def judged_certificate(found: Certificate | None, now: int) -> Finding:
    """None is no fault: the host makes one."""
    if found is None:
        return Finding("certificate", State.GOOD, mark("none yet; a host makes its own"))
    from drills.pinning import aloud
    from drills.store.wall import wall_text

    values: dict[str, object] = {"until": wall_text(found.expires), "pin": aloud(found.pin), "path": str(found.key)}
    if is_open_to_others(found.key):
        advice = mark("Take the others' rights away (chmod 600), or delete the file: a host then makes another.")
        return Finding("certificate", State.WARNING, mark("others on this machine can read the key in {path}"), values, advice)
    if now >= found.expires - SOON_DAYS * DAY_MS:
        advice = (
            mark("Renew it before the exercise.")
            if found.is_own
            else mark("Print hand-outs after starting the host: it makes another, with another fingerprint.")
        )
        words = mark("ended on {until}") if now >= found.expires else mark("ends on {until}")
        return Finding("certificate", State.WARNING, words, values, advice)
    if now < found.begins:
        advice = mark("Set date and time: the certificate was made later than this machine's clock shows.")
        return Finding("certificate", State.WARNING, mark("not valid yet"), values, advice)
    return Finding("certificate", State.GOOD, mark("until {until}, fingerprint {pin}"), values)


def is_open_to_others(path: Path) -> bool:
    """Whether other users may read a file, where the system has such rights in it."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH))
