"""Documents: the same bytes, nothing from outside, nothing that was authored becomes markup, numbers that agree."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import reports
from engine.bundle import Bundle
from engine.scoring import score
from reports.render import write
from tests.unit.reports.pages import Page
from tests.unit.reports.sample import empty, graded, played, spoken, uneven

LANGUAGES = ("vi", "en")
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} {% raw %} | [x](http://evil.example) '
    "`</style>` &amp; *b* \x1b[31m\u202e"
)
PAGE_TAGS = {"html", "head", "meta", "title", "style", "body", "main", "header", "footer", "nav", "section", "div", "p", "span", "br", "q"}
PAGE_TAGS |= {"a", "b", "strong", "h1", "h2", "h3", "ol", "ul", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"}
PAGE_TAGS |= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
SVG_TAGS = {"svg", "title", "desc", "g", "path", "line", "text", "tspan", "rect"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", reports.FORMATS)
def test_same_bundle_same_bytes(name: str, lang: str) -> None:
    """Two renderings in one process are equal."""
    assert write(played(), name, lang) == write(played(), name, lang)


@pytest.mark.timeout(60)
def test_another_process_and_hash_seed_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing hangs on the order of hashes, on the folder, on the hour or on the time zone."""
    stored = tmp_path / "bundle"
    stored.write_bytes(pickle.dumps(played()))
    code = (
        "import hashlib, pathlib, pickle, sys\n"
        "from reports.render import write\n"
        "bundle = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "print(hashlib.sha256(b''.join(write(bundle, name, 'vi') for name in ('html', 'md', 'json'))).hexdigest())\n"
    )
    digests = set()
    for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("977", "America/Lima")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(Path(reports.__file__).parents[1])}
        run = subprocess.run(
            [sys.executable, "-c", code, str(stored)], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


@pytest.mark.parametrize(("name", "lang"), [("pdf", "vi"), ("html", "fr"), ("HTML", "vi")])
def test_unknown_format_or_language_is_refused(name: str, lang: str) -> None:
    """The refusal names what there is."""
    with pytest.raises(ValueError, match="is none of"):
        write(played(), name, lang)


def test_every_format_has_an_extension() -> None:
    """Extensions are what the command line writes; an unknown format is refused."""
    assert [reports.extension(name) for name in reports.FORMATS] == [".html", ".md", ".json"]
    with pytest.raises(ValueError, match="html, md, json"):
        reports.extension("docx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_documents_begin_and_end_as_a_drill(lang: str) -> None:
    """Nobody may take a page for a real report, nor a draft for an approved one."""
    text = [part.strip() for part in Page(write(played(), "html", lang).decode()).text if part.strip()]
    assert text[0].startswith("DIỄN TẬP")
    assert text[0].endswith("DIỄN TẬP")
    assert text[-1] == "DIỄN TẬP"
    markdown = write(played(), "md", lang).decode().strip()
    assert markdown.startswith("**DIỄN TẬP**")
    assert markdown.endswith("**DIỄN TẬP**")
    draft = {"vi": "Dự thảo – chưa được Ban điều hành phê duyệt", "en": "Draft – not yet approved by exercise control"}[lang]
    assert draft in " ".join(text)
    assert draft in markdown
    document = json.loads(write(played(), "json", lang))
    assert (document["banner"], document["status"]) == ("DIỄN TẬP", draft)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_loads_nothing_and_runs_nothing(lang: str) -> None:
    """No address is fetched, no script stands there, and the page's own policy forbids both."""
    page = Page(write(played(), "html", lang).decode())
    loaded = [value for _, name, value in page.attributes if name in ("src", "srcset", "action", "data", "poster", "background", "style")]
    assert not loaded
    assert not [value for _, name, value in page.attributes if name in ("href", "xlink:href") and not value.startswith("#")]
    assert "script" not in page.tags
    policy = next(value for tag, name, value in page.attributes if (tag, name) == ("meta", "content") and "default-src" in value)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    html = write(played(), "html", lang).decode()
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"url\((.{0,5})", html)) <= {'"data', "#prov", "#curv", "#lane", "#know", "#serv", "#path", "#harm"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_leads_somewhere_and_every_id_is_alone(lang: str) -> None:
    """Evidence links, contents and charts' labels all find their target."""
    page = Page(write(played(), "html", lang).decode())
    assert len(page.ids) == len(set(page.ids))
    wanted = {link.removeprefix("#") for link in page.links()}
    wanted |= {part for _, name, value in page.attributes if name == "aria-labelledby" for part in value.split()}
    assert len(wanted) > 20
    assert wanted <= set(page.ids)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_can_be_read_without_eyes(lang: str) -> None:
    """Language, landmarks, a skip link, scoped headers, and a title and description for every chart."""
    html = write(uneven(played()), "html", lang).decode()
    page = Page(html)
    assert ("html", "lang", lang) in page.attributes
    assert {"main", "nav", "header", "footer"} <= page.tags
    assert page.links()[0] == "#content"
    assert page.headers_without_scope == 0
    charts = re.findall(
        r'<svg [^>]*role="img"[^>]*>(?:<title id="chart-(\w+)-title">([^<]+)</title>)<desc id="chart-\w+-desc">([^<]+)</desc>', html
    )
    assert {name for name, _, _ in charts} == {"curves", "province", "lanes", "harms", "services", "path", "knowledge", "standing"}
    assert html.count("<svg") == len(charts)


def test_every_chart_has_its_table() -> None:
    """What a chart shows in marks stands in a table, too."""
    html = write(played(), "html", "vi").decode()
    report = json.loads(write(played(), "json", "vi"))
    for point in report["hours"]:
        assert f'<th scope="col" class="right">{point["clock"]}</th>' in html
    for place in report["province"]["places"]:
        assert f'<tr><th scope="row">{place["name"]}</th><td class="right">{place["lost_text"]}</td></tr>' in html
    tables = html.split("<table")[1:]
    for wanted in ("knowledge", "timeline", "decisions", "compare"):
        assert sum(f'class="{wanted}"' in table for table in tables) == 1
    for row in report["services"]:
        assert any(f'<th scope="row">{row["name"]}</th>' in table for table in tables)
    assert html.count("<tr") > len(report["timeline"]) / 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_stay_words_on_the_page(lang: str) -> None:
    """Names, texts, reasons and free words of any kind add no element, attribute or template."""
    html = write(spoken(played(), HOSTILE), "html", lang).decode()
    page = Page(html)
    assert page.tags <= PAGE_TAGS | SVG_TAGS
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [link for link in page.links() if not link.startswith("#")]
    text = " ".join(page.text)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "\x1b" not in html
    assert "\u202e" not in html
    tame = Page(write(spoken(played(), "tame"), "html", lang).decode())
    assert page.tags == tame.tags


def test_hostile_words_stay_words_in_markdown() -> None:
    """No row gains a cell, no link, image or element comes to be."""
    hostile = write(graded(spoken(played(), HOSTILE), HOSTILE, HOSTILE), "md", "vi").decode()
    tame = write(graded(spoken(played(), "tame"), "tame", "tame"), "md", "vi").decode()

    def cells(text: str) -> list[int]:
        return [len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")]

    assert cells(hostile) == cells(tame)
    assert not re.search(r"(?<!\\)[<`\[]", re.sub(r"\\\\", "", hostile))
    assert "://" not in hostile


def test_numbers_on_the_page_are_the_scorecards() -> None:
    """Points, coverage, range and harms are printed as they were judged."""
    bundle = played("novice")
    card = score(bundle)
    report = json.loads(write(bundle, "json", "en"))
    verdict = report["verdict"]
    assert (verdict["score"], verdict["coverage"], verdict["low"], verdict["high"]) == (card.score, card.coverage, card.low, card.high)
    assert verdict["avoided"] == card.avoided
    text = " ".join(Page(write(bundle, "html", "en").decode()).text)
    assert f"{(card.score + 5) // 10}/100" in text
    assert f"{(card.coverage + 5) // 10}%" in text
    for objective in card.objectives:
        earned, points = objective.earned / 1000, objective.judged / 1000
        assert f"{earned:g}/{points:g}" in text
    today = {row["id"]: row["today"] for row in report["compared"]}
    assert today["data"] == f"{card.harm.data:,}"
    assert today["evidence"] == f"{card.harm.evidence:,}"
    assert today["information"] == f"{card.harm.information / 10:g}%"


def test_language_reaches_every_sentence() -> None:
    """An English page has no Vietnamese sentence of ours, and the other way round."""
    english = " ".join(Page(write(played(), "html", "en").decode()).text)
    vietnamese = " ".join(Page(write(played(), "html", "vi").decode()).text)
    assert "Tình hình chung" in vietnamese
    assert "Nobody responding" not in vietnamese
    assert "Nobody responding" in english
    assert "Không ứng cứu" not in english


def headings(html: str) -> list[str]:
    """The page's second-level headings in order."""
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]


def test_leaders_find_the_headings_they_expect() -> None:
    """The eight sections stand in their usual order under Roman numerals."""
    found = headings(write(played(), "html", "vi").decode())
    assert [name for name in found if re.match(r"[IVX]+\.", name)] == [
        "I. Tình hình chung",
        "II. Kết quả",
        "III. Ưu điểm",
        "IV. Tồn tại, hạn chế",
        "V. Nguyên nhân",
        "VI. Bài học kinh nghiệm",
        "VII. Nhiệm vụ, giải pháp",
        "VIII. Kiến nghị, đề xuất",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", reports.FORMATS)
@pytest.mark.parametrize(
    "bundle", [empty(), played("idle"), played("trained", 25)], ids=["nothing-happened", "nobody-acted", "ended-early"]
)
def test_thin_drills_have_a_report(bundle: Bundle, name: str, lang: str) -> None:
    """No incident declared, nothing at all, or an early end: every section still stands and says so."""
    body = write(bundle, name, lang).decode()
    if name == "html":
        assert len(headings(body)) == len(headings(write(played(), "html", lang).decode()))
        Page(body)
    assert "None" not in re.sub(r"\b(None among|None suggested|None of the)", "", body) or name == "json"


def test_early_end_is_said_and_not_compared() -> None:
    """What the other two runs lost by service at that hour is not known, so no number is printed for them."""
    report = json.loads(write(played("trained", 25), "json", "en"))
    assert report["facts"]["ended_early"]
    service = next(row for row in report["compared"] if row["id"] == "service")
    assert (service["nobody"], service["reference"]) == ("–", "–")
    assert any("ended early" in statement["text"] for statement in report["narrative"]["situation"])


def test_no_rating_under_eighty_per_cent() -> None:
    """A thin coverage gives points and a range, and no word for the whole."""
    bundle = played("trained", 25)
    report = json.loads(write(bundle, "json", "en"))
    assert score(bundle).coverage < 800
    assert report["verdict"]["word"] == "No overall rating"
    assert any("do not compare" in statement["text"] for statement in report["narrative"]["proposals"])


def test_grades_by_people_are_shown_with_their_reason() -> None:
    """Who overrode a rule, and why, stands beside the measure."""
    text = " ".join(Page(write(graded(played(), "phone call in the hall", "evaluator 2"), "html", "en").decode()).text)
    assert "phone call in the hall (graded by evaluator 2)" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["html", "md"])
def test_more_harm_than_nobody_is_told_in_words(name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share below zero is said, and no negative percentage stands anywhere; JSON keeps the number."""
    bundle = played()
    card = replace(score(bundle), avoided=-9310)
    monkeypatch.setattr("reports.render.score", lambda _: card)
    text = write(bundle, name, lang).decode()
    assert not re.search(r"[-−]\d+\s*%", text)
    assert {"vi": "nhiều hơn khi không ứng cứu", "en": "more harm than unanswered"}[lang] in text
    assert json.loads(write(bundle, "json", lang))["verdict"]["avoided"] == -9310


def test_one_sentence_stands_for_a_map_of_equals() -> None:
    """Where every commune lost the same, the page says so and draws no map."""
    alike, differing = (write(bundle, "html", "en").decode() for bundle in (played(), uneven(played())))
    assert "All 3 communes and wards lost Case handling alike" in alike
    assert "chart-province-title" not in alike
    assert "chart-province-title" in differing
    assert "communes and wards lost Case handling alike" not in differing


def test_first_page_begins_with_what_happened() -> None:
    """The story stands on the page before the verdict, and tells damage and end."""
    report = json.loads(write(played("idle"), "json", "en"))
    html = write(played("idle"), "html", "en").decode()
    assert report["story"].startswith("The first true alert came at ")
    assert "1 device encrypted" in report["story"]
    assert "the attacker still held 2 devices" in report["story"]
    assert html.index(report["story"]) < html.index('class="verdict"')
