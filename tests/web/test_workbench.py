"""The workbench pages: trying values, saving them, looking before saving, what moves a score, copying a case."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import AssessmentCase, FutureValue, Plot, Revision, VegetationZone
from assessments.services import calculating
from registry.audit.models import AuditEvent
from registry.units import display
from tests import builders
from tests.builders_people import Cast
from tests.stage import Stage
from tests.web.desk import editing, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("development")]


def built(cast: Cast) -> Revision:
    revision = builders.complete_development(
        assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
    )
    zone = zone_of(revision)
    builders.add_part(revision, zone, "Clearing", 19_000)
    builders.add_candidate(revision, zone)
    return revision


@pytest.fixture(scope="module")
def _key(module_stage: Stage) -> int:
    return module_stage.make(built)


@pytest.fixture
def development(_key: int, db: None) -> Revision:
    return builders.fresh(_key)


@pytest.fixture
def client(client_for: Any, assessor: Any) -> Client:
    return client_for(assessor)


def zone_of(revision: Revision) -> VegetationZone:
    return VegetationZone.objects.get(revision=revision)


def address(revision: Revision) -> str:
    return reverse("what-if-zone", args=[revision.public_id, zone_of(revision).public_id])


def fields_of(answer: Any) -> dict[str, str]:
    """Everything the page's form would send if nothing was touched."""
    text = answer.content.decode().partition("<main")[2]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    for tag in re.findall(r"<input [^>]*>", text):
        name = re.search(r'name="([^"]+)"', tag)
        if name and 'type="text"' in tag:
            value = re.search(r'value="([^"]*)"', tag)
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def tried(client: Client, revision: Revision, act: str = "try", **changed: str) -> Any:
    opened = client.get(address(revision))
    values = {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(address(revision), fields_of(opened) | values | {"act": act})


def test_the_form_as_it_is_opened_changes_nothing(client: Client, development: Revision) -> None:
    answer = tried(client, development)
    assert answer.status_code == 200
    assert "Nothing changes" in text_of(answer)


def test_a_tried_value_shows_scores_and_credits_before_and_after_and_stores_nothing(
    client: Client, development: Revision
) -> None:
    before = calculating.compute(development)[1]
    answer = tried(client, development, **{"plot-0-structure.tree": "55"})
    assert calculating.compute(development)[1] == before
    Plot.objects.filter(revision=development, label="P1").update(structure_tree="55.0")
    after = calculating.compute(development)[1]
    text = text_of(answer)
    assert before.zones[0].current is not None and after.zones[0].current is not None
    old, new = display(before.zones[0].current.score), display(after.zones[0].current.score)
    assert f"Vegetation integrity now {old} {new}" in text
    assert f"Ecosystem credits {before.ecosystem_credits} {after.ecosystem_credits}" in text
    assert "was 30" in text
    assert "Not the official calculator" in text


def test_saving_stores_what_was_tried_and_comes_back(client: Client, development: Revision) -> None:
    answer = tried(
        client,
        development,
        "save",
        **{
            "plot-0-structure.tree": "55",
            "plot-1-stems.30_to_49": "1",
            "area": "1.8",
            "part-0-area": "1.8",
            "part-0-structure.tree": "12",
            "species-0": "0.5",
            "reason": "Checked in the field",
        },
    )
    assert answer.status_code == 303
    assert str(Plot.objects.get(revision=development, label="P1").structure_tree) == "55.0"
    assert Plot.objects.get(revision=development, label="P2").stems_30_to_49 == 1
    assert zone_of(development).area_m2 == 18_000
    assert FutureValue.objects.get(revision=development).reason == "Checked in the field"
    assert "6 values were saved" in text_of(client.get(address(development)))


def test_a_value_that_is_refused_stands_beside_its_field_and_nothing_is_saved(
    client: Client, development: Revision
) -> None:
    answer = tried(client, development, "save", **{"plot-0-structure.tree": "55", "species-0": "9"})
    assert answer.status_code == 400
    assert "the habitat in it cannot be larger" in text_of(answer)
    assert 'href="#id_species-0"' in answer.content.decode()
    assert str(Plot.objects.get(revision=development, label="P1").structure_tree) == "30.0"


def test_a_form_overtaken_by_somebody_else_is_not_saved_before_it_is_seen(
    client: Client, development: Revision
) -> None:
    opened = fields_of(client.get(address(development)))
    first = client.post(address(development), opened | {"act": "save", "plot-0-structure.tree": "55"})
    assert first.status_code == 303
    late = opened | {"plot-0-structure.shrub": "20"}
    looked = client.post(address(development), late | {"act": "try"})
    refused = client.post(address(development), fields_of(looked) | {"act": "save"})
    assert refused.status_code == 409
    assert "was 55" in text_of(refused)
    again = client.post(address(development), fields_of(refused) | {"act": "save"})
    assert again.status_code == 303
    plot = Plot.objects.get(revision=development, label="P1")
    assert (str(plot.structure_tree), str(plot.structure_shrub)) == ("30.0", "20.0")


def test_a_final_revision_can_be_tried_but_not_saved(client: Client, development: Revision) -> None:
    builders.finalise(development)
    page = client.get(address(development))
    assert "Save these values" not in text_of(page)
    assert tried(client, development, **{"area": "1.8"}).status_code == 200
    assert tried(client, development, "save", **{"area": "1.8"}).status_code == 409


def test_scattered_trees_are_tried_on_the_first_page(
    client: Client, assessor: Any, authority: Any, release: Any
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    values = {
        "pct_id": 1592,
        "tree_species": "Eucalyptus punctata",
        "trees": 3,
        "dbh_cm": 60,
        "hollows": True,
    }
    builders.add(revision, "trees", **values)
    builders.enter_fact(revision, "pct", 1592, "large_tree_threshold_cm", 50)
    place = reverse("what-if", args=[revision.public_id])
    answer = client.post(place, fields_of(client.get(place)) | {"act": "try", "trees-0": "6"})
    assert answer.status_code == 200
    assert "scattered trees" in text_of(answer)


def test_there_is_a_way_to_a_zone_and_from_it(client: Client, development: Revision) -> None:
    zone = zone_of(development)
    overview = client.get(reverse("what-if", args=[development.public_id])).content.decode()
    page = client.get(reverse("zone-page", args=[development.public_id, zone.public_id])).content.decode()
    moving = reverse("zone-sensitivity", args=[development.public_id, zone.public_id])
    for place in (address(development), moving):
        assert place in overview
        assert place in page


def test_the_page_of_what_moves_the_score_ranks_every_attribute(
    client: Client, development: Revision
) -> None:
    place = reverse("zone-sensitivity", args=[development.public_id, zone_of(development).public_id])
    answer = client.get(place)
    text = text_of(answer)
    assert answer.content.decode().count('<tr><th scope="row">') == 17
    assert "one step" in text and "provisional" in text.lower()


def test_pages_take_as_many_queries_for_many_zones_as_for_one(
    client: Client, assessor: Any, authority: Any, release: Any
) -> None:
    def count(zones: int) -> list[int]:
        revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        zone = VegetationZone.objects.filter(revision=revision).first()
        assert zone is not None
        found = []
        for name, extra in (("what-if", []), ("what-if-zone", [zone]), ("zone-sensitivity", [zone])):
            place = reverse(name, args=[revision.public_id, *(row.public_id for row in extra)])
            client.get(place)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(place).status_code == 200
            found.append(len(captured))
        return found

    assert count(1) == count(5)


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [("plots", "structure_tree", "55"), ("zones", "area_ha", "2.5"), ("management_zones", "area_ha", "1")],
)
def test_a_form_shows_what_saving_it_would_do_and_saves_nothing(
    client: Client, development: Revision, section: str, field: str, value: str
) -> None:
    row = {
        "plots": Plot.objects.filter(revision=development).first(),
        "zones": zone_of(development),
        "management_zones": zone_of(development).management_zones.first(),
    }[section]
    assert row is not None
    place = editing(development, section, row)
    opened = client.get(place)
    events = AuditEvent.objects.count()
    sent = fields_of(opened) | {field: value}
    if section == "zones":
        sent |= {"community_answer": "not_a_tec", "condition_class": "good1"}
    looked = client.post(place, sent | {"preview": "1"})
    assert looked.status_code == 200
    assert "What saving this would do" in text_of(looked)
    assert "Nothing is stored yet" in text_of(looked)
    assert AuditEvent.objects.count() == events
    assert hidden(looked)["version"] == hidden(opened)["version"]
    assert client.post(place, sent | hidden(looked)).status_code == 303
    assert AuditEvent.objects.count() == events + 1


def test_a_new_row_can_be_looked_at_before_it_is_added(client: Client, development: Revision) -> None:
    place = reverse("section-row-add", args=[development.public_id, "plots"])
    sent = (
        fields_of(client.get(place)) | builders.PLOT | {"label": "P9", "zone": zone_of(development).public_id}
    )
    looked = client.post(place, sent | {"preview": "1"})
    assert "What saving this would do" in text_of(looked)
    assert not Plot.objects.filter(revision=development, label="P9").exists()


def test_what_would_be_refused_when_saving_is_refused_when_looking(
    client: Client, development: Revision
) -> None:
    part = zone_of(development).management_zones.get()
    place = editing(development, "management_zones", part)
    sent = fields_of(client.get(place)) | {"area_ha": "5", "preview": "1"}
    looked = client.post(place, sent)
    assert looked.status_code == 400
    assert "add up to" in text_of(looked)
    assert "What saving this would do" not in text_of(looked)


def test_future_values_show_what_saving_them_would_do(client: Client, development: Revision) -> None:
    part = zone_of(development).management_zones.get()
    place = reverse("future-values", args=[development.public_id, part.public_id])
    looked = client.post(
        place,
        fields_of(client.get(place)) | {"structure.tree": "20", "composition.tree": "3", "preview": "1"},
    )
    assert looked.status_code == 200
    assert "What saving this would do" in text_of(looked)
    assert not FutureValue.objects.filter(revision=development).exists()


def test_a_case_is_copied_from_its_page(client: Client, development: Revision) -> None:
    case_page = client.get(reverse("case-page", args=[development.assessment.case.public_id]))
    place = reverse("case-copy", args=[development.public_id])
    assert place in case_page.content.decode()
    page = client.get(place)
    assert page.content.decode().count("checked") == page.content.decode().count('name="sections"')
    made = client.post(
        place, {"key": "k", "title": "Another quarry", "sections": ["zones", "plots", "facts"]}, follow=True
    )
    assert "The new case is open" in text_of(made)
    fresh = Revision.objects.get(assessment__case__title="Another quarry")
    assert Plot.objects.filter(revision=fresh).count() == 2


def test_a_copy_without_a_name_is_asked_for_one(client: Client, development: Revision) -> None:
    cases = AssessmentCase.objects.count()
    answer = client.post(reverse("case-copy", args=[development.public_id]), {"key": "k", "title": " "})
    assert answer.status_code == 400
    assert AssessmentCase.objects.count() == cases


def test_what_the_reference_facts_do_not_know_is_told_after_copying(
    client: Client, development: Revision
) -> None:
    VegetationZone.objects.filter(revision=development).update(pct_id=9_998, pct_name="Lost forest")
    made = client.post(
        reverse("case-copy", args=[development.public_id]),
        {"key": "k", "title": "Another quarry", "sections": ["zones"]},
        follow=True,
    )
    assert "Plant community type 9998 is not in the reference facts" in text_of(made)


def test_somebody_elses_case_offers_no_copy(client_for: Any, reviewer: Any, development: Revision) -> None:
    builders.finalise(development)
    builders.submit(development)
    page = client_for(reviewer).get(reverse("case-page", args=[development.assessment.case.public_id]))
    assert page.status_code == 200
    assert "Copy to a new case" not in page.content.decode()
