"""The report in a real browser: its own policy refuses nothing of it, and the first page is one sheet of A4.

Needs Chromium; where there is none, these are skipped, and the unit tests still hold the page's structure.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from reports.render import write
from tests.unit.reports.sample import played

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
pytestmark = [pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"), pytest.mark.timeout(120)]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def browse(folder: Path, page: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run the browser on a page, with a profile of its own."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A report on disk."""
    path = tmp_path / "report.html"
    path.write_bytes(write(played(), "html", "vi"))
    return path


def test_page_opens_without_a_word_on_the_console(page: Path, tmp_path: Path) -> None:
    """No style, font or picture of ours is refused by the page's own content policy, and no script complains."""
    run = browse(tmp_path, page, "--enable-logging=stderr", "--dump-dom")
    assert "Ba việc cần khắc phục" in run.stdout or "Việc cần khắc phục" in run.stdout
    assert not [line for line in run.stderr.splitlines() if "CONSOLE" in line or "Refused" in line or "violates" in line]


def test_leadership_page_is_one_sheet(page: Path, tmp_path: Path) -> None:
    """Cut after the first section, the page prints on one sheet of A4."""
    html = page.read_text(encoding="utf-8")
    first = re.sub(r"(<section class=\"sheet front\".*?\n</section>\n)(?=\n*<nav).*?</main>", r"\1</main>", html, count=1, flags=re.DOTALL)
    first = re.sub(r"<footer>.*?</footer>", "", first, flags=re.DOTALL).replace("break-after:page", "")
    assert len(first) < len(html)
    alone = tmp_path / "first.html"
    alone.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", first), encoding="utf-8")
    browse(tmp_path, alone, f"--print-to-pdf={tmp_path / 'first.pdf'}", "--no-pdf-header-footer")
    assert pages(tmp_path / "first.pdf") == 1


def pages(path: Path) -> int:
    """Sheets in a PDF: page objects, in the open or in compressed object streams."""
    raw = path.read_bytes()
    streams = [
        zlib.decompress(found)
        for found in re.findall(rb"/FlateDecode.{0,80}?stream\r?\n(.*?)endstream", raw, re.DOTALL)
        if found[:1] == b"x"
    ]
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", part)) for part in (raw, *streams))
