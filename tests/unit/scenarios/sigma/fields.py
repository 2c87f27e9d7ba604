"""Which fields the logs without a published schema have: what a record may carry, by log source (others: schemas.py).

Source: syslog (RFC 5424), W3C extended log fields, and the taxonomy of the Sigma project for categories without one product.
"""

from __future__ import annotations

_SYSLOG = "time hostname facility severity program message pid"

FIELDS: dict[tuple[str, str, str], str] = {
    ("linux", "", "sshd"): f"{_SYSLOG} method user src_ip port",
    ("linux", "", "sudo"): f"{_SYSLOG} user TTY PWD USER COMMAND",
    ("linux", "", "cron"): f"{_SYSLOG} user action command",
    ("linux", "", "auth"): _SYSLOG,
    ("linux", "", "syslog"): _SYSLOG,
    ("", "webserver", ""): """date time c-ip cs-method cs-uri cs-uri-stem cs-uri-query cs-version cs-host cs-referer cs-user-agent
        cs-username cs-cookie sc-status sc-bytes message""",
    ("", "proxy", ""): """date time c-ip c-uri c-uri-extension c-uri-query c-useragent cs-method cs-version cs-host cs-username cs-bytes
        cs-category cs-cookie cs-referrer sc-bytes sc-status s-action""",
    ("", "dns", ""): "time src_ip src_port dst_port proto query record_type rcode answer",
    ("", "firewall", ""): "time type proto src_ip src_port dst_ip dst_port action service bytes_out bytes_in policy",
    ("", "firewall", "ips"): "time src_ip dst_ip dst_port action attack severity count",
    ("", "email", ""): "time sender recipient subject attachment sha256 spf verdict url pid",
    ("", "vpn", ""): "time user src_ip country result assigned mfa user_agent",
    ("", "database", ""): "time hostname database user src_ip rows statement",
    ("", "edr", ""): "time hostname user severity rule process parent cmdline action",
    ("", "antivirus", ""): "time ComputerName User Signature Filename Action",
    ("", "tls", ""): "time hostname src_ip subject error not_after",
    ("cisco", "", "aaa"): "time hostname user src_ip CmdSet service priv-lvl message",
    ("cisco", "", "syslog"): "time hostname facility message",
    ("telecom", "", "oam"): "time node user src_ip command result pid",
    ("telecom", "", "alarms"): "time node alarm severity object text",
    ("telecom", "", "sms"): "time node sender account src_ip messages route",
    ("hypervisor", "", "management"): "time hostname user src_ip task object result",
    ("backup", "", "jobs"): "time job object user state size_gb message",
    ("noc", "", "alarms"): "time node alarm value threshold",
    ("helpdesk", "", ""): "time hostname from says",
    ("tickets", "", ""): "time id kind owner window approved_by",
    ("siem", "", ""): "time hostname src_ip user rule events window",
}
"""(product, category, service) → the names of its fields."""
