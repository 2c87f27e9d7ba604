"""Where a host listens and how people write that down."""

from __future__ import annotations

import ipaddress
import socket

PORT = 8443
"""Where a host listens unless it is told otherwise: free for any user on every system, and commonly let through."""
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address or name."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        found = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def own_address() -> str:
    """The address by which others on this network reach this machine; '' where there is no network.

    The system is asked which of its addresses it would send from; nothing is sent.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("198.18.0.1", 9))  # a benchmarking address (RFC 2544) that leads nowhere
            found = str(asking.getsockname()[0])
        except OSError:
            return ""
    return "" if is_loopback(found) or found in EVERYWHERE else found


def url(host: str, port: int, *, secure: bool, pin: str = "") -> str:
    """What people type to join: with the certificate's pin behind a #, where there is one."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    address = f"{'https' if secure else 'http'}://{shown}:{port}"
    return f"{address}/#{pin}" if pin else address
