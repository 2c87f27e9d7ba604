"""No domain name that may be real: `.example` outside, bare names inside, never `.gov.vn`."""

from __future__ import annotations

import re

from engine.plan import Text
from scenarios.rules.strings import Written
from scenarios.source import Source

_NAME = re.compile(r"(?<![\w.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+([A-Za-z]{2,})(?![\w-]|\.\w)")
REAL = re.compile(
    r"""vn|com|net|org|info|gov|edu|mil|int|biz|name|pro|io|co|me|cc|tv|ai|app|dev|cloud|site|online|store|shop|club|xyz|top|icu|live
    |space|website|tech|asia|us|uk|eu|de|fr|ru|cn|hk|tw|jp|kr|kh|la|th|sg|my|id|in|au|ca|ch|nl|se|no|fi|pl|ua|ir|kp|link|click|news
    |media|mobi""",
    re.VERBOSE,
)
"""Last labels under which names are sold; anything else (host names, files, .example) is nobody's."""
_SYSTEM = re.compile(r"^(?:[A-Z][A-Za-z0-9]*\.)+[A-Z][A-Za-z0-9]*$")


def check(item: Written, source: Source) -> None:
    """Note every domain name that somebody may own."""
    if "." not in item.text:
        return
    for found in _NAME.finditer(item.text):
        name, last = found[0], found[1].lower()
        if name.lower().endswith(".gov.vn"):
            source.report(
                "DT1402",
                item.place(source, name),
                Text(f"Không dùng tên miền .gov.vn («{name}»).", f"No .gov.vn name may be used (`{name}`)."),
                _HINT,
            )
        elif REAL.fullmatch(last) and not _SYSTEM.match(name):
            source.report(
                "DT1402",
                item.place(source, name),
                Text(f"Tên miền «{name}» có thể là của ai đó.", f"The domain name `{name}` may belong to somebody."),
                _HINT,
            )


_HINT = Text("Dùng tên kết thúc bằng .example: van-ban-gia-lai.example.", "Use a name that ends in .example: van-ban-gia-lai.example.")
