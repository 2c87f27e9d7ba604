"""The three organisation profiles that ship: valid one after the other, fitting the network, honest about the law."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from engine import plan
from scenarios import library, province
from scenarios.compiling import reading
from scenarios.compiling.desk import Desk
from scenarios.compiling.profile import DRILL_RULES, ProfileCompiler, printed
from scenarios.model.profile import Basis
from scenarios.model.scenario import Catalog, Scenario
from scenarios.source import Source

NAMES = ("truoc-2025", "tu-07-2025", "tu-07-2026")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The shipped catalogue."""
    return Catalog.model_validate(reading.read_catalog(library.CATALOG, Source()).plain())


def compiled(name: str) -> tuple[plan.Profile, list[str]]:
    """A profile as the shipped scenario's network has it, and what was wrong with it."""
    source = Source()
    material = reading.read(library.find("ma-doc-tong-tien-trung-tam-du-lieu"), library.CATALOG, source)
    assert material is not None
    scenario = Scenario.model_validate(material.root.plain() | {"profile": name})
    estate, texts = province.load_network("gia-lai-2025")
    desk = Desk(material, scenario, estate, dict(texts))
    desk.names = {
        "action": scenario.actions,
        "form": scenario.words["form"],
        "field": scenario.fields,
        "role": scenario.words["role"],
        "org": frozenset(org.id for org in estate.orgs),
    }
    return ProfileCompiler(desk).compile(scenario.actions), [item.message.en for item in source.found]


def test_they_follow_one_another(catalog: Catalog) -> None:
    """No day belongs to two of them; between the first and the second lie the months of the hand-over."""
    profiles = [catalog.profiles[name] for name in NAMES]
    assert set(catalog.profiles) == set(NAMES)
    for earlier, later in pairwise(profiles):
        assert earlier.until is not None
        assert later.since is not None
        assert earlier.until < later.since
    assert profiles[1].until is not None
    assert profiles[2].since == profiles[1].until + timedelta(days=1)


@pytest.mark.parametrize("name", NAMES)
def test_each_names_only_what_there_is(name: str, catalog: Catalog) -> None:
    """Actions, roles, forms and fields of a profile are in the catalogue; every duty's form is one of its own."""
    _, wrong = compiled(name)
    assert wrong == []
    profile = catalog.profiles[name]
    assert {duty.form for duty in profile.duties.values()} <= set(profile.forms)
    assert {"notice", "initial", "situation", "final", "personal-data"} <= {form.kind for form in profile.forms.values()}


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_two_new_ones_fit_todays_province(name: str, catalog: Catalog) -> None:
    """Every organisation that they name stands in the network: a misspelt one would silently be left out."""
    estate, _ = province.load_network("gia-lai-2025")
    kinds = {org.kind for org in estate.orgs}
    there = {org.id for org in estate.orgs} | {f"{kind}:*" for kind in kinds} | {"*"}
    profile = catalog.profiles[name]
    named = {*profile.answers_to, *profile.answers_to.values(), *profile.bodies.values()}
    named |= {body for rule in profile.may_order for body in (rule.who, *rule.whom)}
    named |= {body for rule in profile.severities.values() for body in (*rule.by, *rule.calls)}
    assert named - there == set()


@pytest.mark.parametrize("name", NAMES)
def test_signers_are_people_who_sign_for_that_body_or_one_above_it(name: str, catalog: Catalog) -> None:
    """Each named signer is in the catalogue, signs, and can be called by a number that works."""
    profile = catalog.profiles[name]
    assert profile.signers
    for signer in profile.signers.values():
        for who in filter(None, (signer.person, signer.deputy)):
            person = catalog.people[who]
            assert person.signs is not None
            assert "works" in person.numbers.values()


@pytest.mark.parametrize("name", NAMES)
def test_channels_have_names_and_something_always_carries(name: str, catalog: Catalog) -> None:
    """A courier goes when everything is down; the services under the others stand in today's network."""
    services = {service.id for service in province.load_network("gia-lai-2025")[0].services}
    channels = catalog.profiles[name].channels
    assert [channel for channel, item in channels.items() if not item.carried_by] == ["courier"]
    assert set(channels) <= set(catalog.words["via"])
    assert {service for item in channels.values() for service in item.carried_by} <= services


def test_who_coordinates_changed_hands() -> None:
    """Before March 2025 the department, from July 2025 the police: the same report goes to another body."""
    old, new = compiled("truoc-2025")[0], compiled("tu-07-2025")[0]
    assert dict(new.answers)["doi-ucsc-tinh"] == "cong-an-tinh"
    assert "cong-an-tinh" not in dict(old.answers).get("doi-ucsc-tinh", "")
    serious = {item.level: item.by for item in new.severities}["serious"]
    assert serious == ("cong-an-tinh", "ubnd-tinh")


def test_a_commune_answers_to_the_province_and_a_hospital_to_its_department() -> None:
    """Whole kinds are written as one line; a single organisation's own line goes before it."""
    answers = dict(compiled("tu-07-2025")[0].answers)
    assert answers["ubnd-xa-ia-grai"] == "ubnd-tinh"
    assert answers["bv-nhi"] == "so-y-te"
    assert answers["buu-dien-tinh"] == "tct-buu-dien"
    assert all(answers[org.id] for org in province.load_network("gia-lai-2025")[0].orgs if org.kind == "commune")


def test_what_is_not_certain_is_never_printed_as_law() -> None:
    """No basis, or one that nobody checked: the drill's rules; a term shortened for the drill is the drill's, too."""
    law = Basis(vi="Luật X", en="Law X", sure=True)
    assert printed(None) == printed(law.model_copy(update={"sure": False})) == DRILL_RULES
    assert printed(law) == plan.Text("Luật X", "Law X")
    assert printed(law, shortened=True).vi.startswith("theo quy chế diễn tập")


def test_the_law_of_2026_is_cited_by_no_term_yet(catalog: Catalog) -> None:
    """Its decree was not found: all terms of that profile are the drill's own."""
    profile = catalog.profiles["tu-07-2026"]
    assert not [name for name, duty in profile.duties.items() if duty.basis.sure]
    assert not [name for name, form in profile.forms.items() if form.basis is not None and form.basis.sure]
