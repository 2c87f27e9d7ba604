"""Four themes: dark, light, high contrast, and one that never sets red against green.

Each gives every tone of `spans.STYLES` a colour with a contrast of at least 4.5 to 1 on its background (a test counts).
"""

from __future__ import annotations

from textual.theme import Theme

from drills.language import mark

DARK = "dientap-dark"
NAMES = {
    DARK: mark("Dark"),
    "dientap-light": mark("Light"),
    "dientap-contrast": mark("High contrast"),
    "dientap-safe": mark("Red-green safe"),
}
"""Theme → its name in English, for the catalogue."""


def _theme(name: str, *, dark: bool, back: str, text: str, surface: str, accent: str, line: str, tones: dict[str, str]) -> Theme:
    variables = {f"tone-{tone}": colour for tone, colour in tones.items()} | {"tone-accent": accent, "tone-line": line}
    return Theme(
        name=name,
        primary=accent,
        secondary=tones["info"],
        accent=accent,
        warning=tones["warn"],
        error=tones["danger"],
        success=tones["good"],
        foreground=text,
        background=back,
        surface=surface,
        panel=surface,
        dark=dark,
        variables=variables | {"block-cursor-foreground": tones["band"], "block-cursor-background": tones["band-back"]},
    )


THEMES = (
    _theme(
        DARK, dark=True, back="#0e1621", text="#d7dee8", surface="#172231", accent="#6cb6ff", line="#33465e",
        tones={"dim": "#a3b1c2", "label": "#9ec1e6", "key": "#ffd479", "danger": "#ff8a80", "warn": "#ffc861", "info": "#7cc7ff",
               "good": "#7fd8a4", "raw": "#a9b8c9", "band": "#ffffff", "band-back": "#1f4b7a", "chip": "#10151c", "chip-back": "#ffd479",
               "cursor": "#24405f", "cursor-dim": "#1b2b3f"},
    ),
    _theme(
        "dientap-light", dark=False, back="#fbfaf7", text="#1d2733", surface="#f0eee8", accent="#0b5cad", line="#b9b4a7",
        tones={"dim": "#535e6c", "label": "#2f557d", "key": "#8a4b00", "danger": "#b3161b", "warn": "#8a5300", "info": "#0b5cad",
               "good": "#146c3d", "raw": "#414c59", "band": "#ffffff", "band-back": "#0b4a8a", "chip": "#ffffff", "chip-back": "#8a4b00",
               "cursor": "#cfe0f3", "cursor-dim": "#e6e9ec"},
    ),
    _theme(
        "dientap-contrast", dark=True, back="#000000", text="#ffffff", surface="#000000", accent="#ffff00", line="#ffffff",
        tones={"dim": "#d0d0d0", "label": "#ffffff", "key": "#ffff00", "danger": "#ff9d9d", "warn": "#ffd700", "info": "#8fd3ff",
               "good": "#90ff90", "raw": "#ffffff", "band": "#000000", "band-back": "#ffffff", "chip": "#000000", "chip-back": "#ffff00",
               "cursor": "#003c8f", "cursor-dim": "#2a2a2a"},
    ),
    _theme(
        "dientap-safe", dark=True, back="#10151c", text="#e3e6ea", surface="#1a212b", accent="#56b4e9", line="#3d4a5a",
        tones={"dim": "#aab5c2", "label": "#a8c7e0", "key": "#f0e442", "danger": "#ffb000", "warn": "#f0e442", "info": "#56b4e9",
               "good": "#9ad0f5", "raw": "#b7c0ca", "band": "#ffffff", "band-back": "#005a9c", "chip": "#10151c", "chip-back": "#ffb000",
               "cursor": "#24405f", "cursor-dim": "#1d2a3a"},
    ),
)  # fmt: skip

DEFAULTS = THEMES[0].variables
"""Values for themes that do not know our tones."""
