"""A report page as a parser sees it: elements, links, ids, figures."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img", "input", "link", "hr"})


class Page(HTMLParser):
    """Reads a page and keeps what tests ask about; fails on elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.headers_without_scope = 0
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.tags.add(tag)
        found = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in found.items()]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "th" and "scope" not in found:
            self.headers_without_scope += 1
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An SVG element that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Elements close in the order in which they opened."""
        assert self._open[-1:] == [tag], (tag, self._open[-4:])
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep what a reader reads."""
        if not self._open or self._open[-1] not in ("style", "script"):
            self.text.append(data)

    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [value for tag, name, value in self.attributes if tag == "a" and name == "href"]
