"""No address that may be real: documentation ranges outside, private ranges inside.

Source: RFC 5737, RFC 2544 (198.18.0.0/15), RFC 3849, RFC 1918, RFC 6598, RFC 4193; link-local and loopback are harmless.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network

from engine.plan import Text
from scenarios.rules.strings import Written
from scenarios.source import Source

ALLOWED = tuple(
    ip_network(net)
    for net in (
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "198.18.0.0/15",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "0.0.0.0/32",
        "255.255.255.255/32",
        "224.0.0.0/4",
        "2001:db8::/32",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
        "::/128",
        "ff00::/8",
    )
)
OUTSIDE = "192.0.2.x, 198.51.100.x, 203.0.113.x, 198.18.x.x, 2001:db8::"
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{3,39}(?![\w:])")


def check(item: Written, source: Source) -> None:
    """Note every address that somebody may own."""
    text = item.text
    if "." not in text and ":" not in text:
        return
    for found in [*_V4.finditer(text), *(_V6.finditer(text) if ":" in text else ())]:
        if _real(found[0]):
            source.report(
                "DT1401",
                item.place(source, found[0]),
                Text(f"Địa chỉ {found[0]} có thể là của ai đó.", f"The address {found[0]} may belong to somebody."),
                Text(
                    f"Bên ngoài dùng {OUTSIDE}; bên trong dùng 10.x, 172.16.x, 192.168.x.",
                    f"Outside use {OUTSIDE}; inside 10.x, 172.16.x, 192.168.x.",
                ),
            )


@lru_cache(maxsize=4096)
def _real(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not any(address in net for net in ALLOWED if net.version == address.version)
