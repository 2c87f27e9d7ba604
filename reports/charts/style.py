"""Colours and type of the charts: safe for red-green blindness, told apart in grey print by shape, dash and lightness."""

from __future__ import annotations

FONT = "Be Vietnam Pro"
INK = "#1c2530"
MUTED = "#55606e"
RULE = "#d4dae2"
FAINT = "#f3f5f8"
NAVY = "#14508c"
ATTACK = "#b23a00"
LOSS = "#c4501b"
AMBER = "#b07900"
TEAL = "#00695c"
GREY = "#66707d"
PALE = "#cfe0f1"

CATEGORY = {  # category of a timeline entry → colour, shape
    "attack": (ATTACK, "triangle-down"),
    "blocked": (INK, "cross"),
    "alert": (AMBER, "diamond"),
    "action": (NAVY, "circle"),
    "contact": (TEAL, "square"),
    "service": (GREY, "triangle-up"),
}
RUN = {  # one of the three runs → colour, dash, width
    "nobody": (GREY, [7, 4], 2.0),
    "today": (NAVY, [1, 0], 3.0),
    "reference": (TEAL, [2, 3], 2.0),
}
BAND = {  # loss of a commune → colour, shape, size
    "none": ("#808a98", "circle", 16),
    "short": ("#5a8dc0", "circle", 60),
    "middle": (AMBER, "triangle-up", 85),
    "long": (ATTACK, "square", 62),
}
TEAM = ((NAVY, "circle"), (TEAL, "square"), ("#7a3e9d", "triangle-up"), ("#5d4a1f", "diamond"))
"""Teams in order: colour and shape; a fifth begins anew."""
STATE = {  # what became of a device on the attack's path → colour, shape
    "outside": (INK, "triangle-right"),
    "touched": ("#808a98", "circle"),
    "held": (AMBER, "circle"),
    "taken": ("#7a3e9d", "diamond"),
    "encrypted": (ATTACK, "square"),
    "wiped": (INK, "cross"),
}
