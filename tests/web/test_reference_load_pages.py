"""Pages for loading official data: upload, choose columns, look at every difference, decide."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.actor import Actor
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import User
from registry.reference.loads.comparison import MANY_GONE
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import Plant, Release
from registry.reference.official.formats import FORMATS
from tests.domain.test_reference_loads import as_said, base_plant
from tests.official_formats import FOR_TESTS, details, file_of, plant, weeds


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


@pytest.fixture
def stage(release: Release, registrar: User, act: Callable[[User], Actor]) -> Callable[..., StagedLoad]:
    def staged(*contents: bytes, **others: Any) -> StagedLoad:
        files = [(f"part{number}.json", content) for number, content in enumerate(contents, 1)]
        made = staging.stage(actor=act(registrar), files=files, in_job=False, **details(**others))
        return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)

    return staged


@pytest.fixture
def desk(client_for: Callable[[User], Client], registrar: User) -> Client:
    return client_for(registrar)


def page(client: Client, name: str, load: StagedLoad | None = None, status: int = 200, **query: Any) -> str:
    arguments = [] if load is None else [load.public_id]
    answer = client.get(reverse(f"reference-{name}", args=arguments), query)
    assert answer.status_code == status
    return answer.content.decode()


def form(*files: SimpleUploadedFile, **others: Any) -> dict[str, Any]:
    return {**details(complete="part", **others), "files": list(files)}


def test_a_load_goes_from_upload_to_release(desk: Client, release: Release) -> None:
    file = SimpleUploadedFile("a.json", file_of(plant("Eucalyptus nova")))
    answer = desk.post(reverse("reference-load-new"), form(file))
    assert answer.status_code == 303
    load = StagedLoad.objects.get()
    assert "being read and compared" in page(desk, "load", load)
    work.run(Job.objects.get().pk)
    content = page(desk, "load", load)
    assert "Added (1)" in content and "Eucalyptus nova" in content
    answer = desk.post(reverse("reference-load-publish", args=[load.public_id]), {"key": "k"})
    assert answer.status_code == 303
    assert Plant.objects.filter(release__code="nsw-next", scientific_name="Eucalyptus nova").exists()
    made_from = reverse("reference-load", args=[load.public_id])
    released = desk.get(reverse("reference-release", args=["nsw-next"])).content.decode()
    assert made_from in released
    assert made_from not in Client().get(reverse("reference-release", args=["nsw-next"])).content.decode()


def test_several_files_are_one_load(desk: Client, release: Release) -> None:
    files = [SimpleUploadedFile(f"{n}.json", file_of(plant(f"Eucalyptus n{n}"))) for n in range(3)]
    desk.post(reverse("reference-load-new"), form(*files))
    assert [file.name for file in StagedLoad.objects.get().files.all()] == ["0.json", "1.json", "2.json"]


def test_a_refused_form_keeps_what_was_typed_and_names_every_fault(desk: Client, release: Release) -> None:
    answer = desk.post(reverse("reference-load-new"), {"source": "Kept text", "release_code": "Not A Code"})
    content = answer.content.decode()
    assert answer.status_code == 400
    assert "Kept text" in content
    assert "Choose the format of the files." in content and "Choose at least one file." in content
    file = SimpleUploadedFile("a.json", file_of(plant("Eucalyptus nova")))
    answer = desk.post(reverse("reference-load-new"), form(file, release_code=release.code))
    assert answer.status_code == 409
    assert "exists already and cannot be changed" in answer.content.decode()
    assert not StagedLoad.objects.exists()


def test_a_form_without_anything_typed_is_not_an_error(desk: Client, release: Release) -> None:
    answer = desk.post(
        reverse("reference-load-new"), {"format": "\x00", "effective_from": "x", "complete": "?"}
    )
    assert answer.status_code == 400


def test_columns_are_chosen_and_remembered(desk: Client, release: Release) -> None:
    def upload(number: int) -> StagedLoad:
        file = SimpleUploadedFile("weeds.csv", weeds(number))
        desk.post(
            reverse("reference-load-new"), form(file, format="test_columns", release_code=f"n-{number}")
        )
        return StagedLoad.objects.latest("pk")

    load = upload(1)
    assert "The columns are not chosen yet" in page(desk, "load", load)
    asked = page(desk, "load-columns", load)
    assert "Columns found: Scientific name, High threat weed." in asked
    assert '<option value="Scientific name" selected>' in asked
    address = reverse("reference-load-columns", args=[load.public_id])
    both = {"scientific_name": "High threat weed", "high_threat_weed": "High threat weed"}
    refused = desk.post(address, both)
    assert (refused.status_code, "choose it once" in refused.content.decode()) == (400, True)
    assert desk.post(address, {"scientific_name": "High threat weed"}).status_code == 303
    work.run(Job.objects.get().pk)
    assert "High threat weed is scientific_name" in page(desk, "load", load)
    assert '<option value="High threat weed" selected>' in page(desk, "load-columns", upload(2))


def test_a_change_shows_what_was_beside_what_would_be(desk: Client, stage: Any, release: Release) -> None:
    load = stage(file_of(as_said(base_plant(release), growth_form="shrub")))
    content = page(desk, "load", load)
    assert "<del>tree</del>" in content and "<ins>shrub</ins>" in content
    assert "Changed (1)" in content


def test_differences_are_filtered_by_kind_table_and_key(desk: Client, stage: Any, release: Release) -> None:
    load = stage(
        file_of(as_said(base_plant(release), growth_form="shrub"), *(plant(f"Acacia n{n}") for n in range(3)))
    )
    assert "3 rows." in page(desk, "load", load, show="added")
    assert "1 row for" in page(desk, "load", load, show="added", q="ACACIA n2", table="plants")
    assert "No row." in page(desk, "load", load, show="gone")
    for odd in ({"q": "\x00"}, {"show": "x"}, {"table": "x"}, {"page": "none"}):
        page(desk, "load", load, **odd)


def test_a_full_page_takes_as_few_queries_as_a_short_one(
    desk: Client, stage: Any, django_assert_num_queries: Any
) -> None:
    short = stage(file_of(plant("Acacia single")))
    long = stage(file_of(*(plant(f"Acacia n{n}") for n in range(120))), release_code="nsw-long")
    found = []
    for load in (short, long):
        with django_assert_num_queries(10) as queries:
            assert "Acacia" in page(desk, "load", load, show="added")
        found.append(len(queries))
    assert len(set(found)) == 1


def test_the_list_takes_the_same_queries_for_few_and_many(
    desk: Client, stage: Any, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        if number in (1, 11):
            with django_assert_num_queries(7):
                assert "waits for a decision" in page(desk, "loads")
        stage(file_of(plant(f"Acacia n{number}")), release_code=f"nsw-{number}")


def test_findings_are_listed_by_file_row_and_column(desk: Client, stage: Any) -> None:
    bad = {
        "code": "reference.cell",
        "message": "a.csv, row 7: bad <cell>",
        "field": "a.csv",
        "row": 7,
        "column": "IBRA",
    }
    load = stage(file_of(findings=[bad]))
    content = page(desk, "load", load)
    assert "This load cannot be published" in content
    assert "bad &lt;cell&gt;" in content and ">IBRA<" in content and ">7<" in content
    assert "Publish as" not in content


def test_what_needs_a_word_is_asked_for_and_refused_without_it(desk: Client, stage: Any) -> None:
    load = stage(file_of(plant("Eucalyptus nova")), complete=True)
    assert "I have looked at this" in page(desk, "load", load)
    address = reverse("reference-load-publish", args=[load.public_id])
    refused = desk.post(address, {})
    assert refused.status_code == 409
    assert "Tick under “Decide”" in refused.content.decode()
    assert desk.post(address, {"acknowledged": [MANY_GONE]}).status_code == 303


def test_a_load_that_came_too_late_says_what_to_do(
    desk: Client, stage: Any, registrar: User, act: Callable[[User], Actor]
) -> None:
    first, second = stage(file_of(plant("A a"))), stage(file_of(plant("B b")), release_code="nsw-other")
    publishing.publish(
        actor=act(registrar), load_id=str(first.public_id), acknowledged=[], today=timezone.localdate()
    )
    refused = desk.post(reverse("reference-load-publish", args=[second.public_id]), {})
    assert refused.status_code == 409
    assert "stage the files again" in refused.content.decode()


def test_a_discarded_load_says_so(desk: Client, stage: Any) -> None:
    load = stage(file_of(plant("Eucalyptus nova")))
    assert desk.post(reverse("reference-load-discard", args=[load.public_id])).status_code == 303
    assert "Nothing of it was published." in page(desk, "load", load)


def test_a_job_that_failed_can_be_discarded(desk: Client, stage: Any, release: Release) -> None:
    file = SimpleUploadedFile("a.json", b"not what the reader expects")
    desk.post(reverse("reference-load-new"), form(file))
    work.run(Job.objects.get().pk)
    load = StagedLoad.objects.get()
    content = page(desk, "load", load)
    assert "The files could not be read" in content and "Discard this load" in content
    assert "not read" in page(desk, "loads")


def test_officers_read_without_buttons(
    client_for: Callable[[User], Client], reviewer: User, stage: Any
) -> None:
    load = stage(file_of(plant("Eucalyptus nova")))
    content = page(client_for(reviewer), "load", load)
    assert "Eucalyptus nova" in content
    assert "Publish as" not in content and "Discard" not in content
    assert "Load data" not in page(client_for(reviewer), "loads")


def test_differences_and_findings_are_downloaded_without_formulas(
    desk: Client, stage: Any, release: Release
) -> None:
    evil = "=HYPERLINK(1)"
    warning = {"code": "reference.x", "message": evil, "severity": "warning", "field": "a.csv", "row": 2}
    load = stage(
        file_of(
            plant(evil, native=None), as_said(base_plant(release), growth_form="shrub"), findings=[warning]
        )
    )
    answer = desk.get(reverse("reference-load-differences", args=[load.public_id]))
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[arg-type]
    assert {row["key"] for row in rows if row["kind"] == "added"} == {"'" + evil}
    changed = next(row for row in rows if row["kind"] == "changed" and row["field"] == "growth_form")
    assert (changed["before"], changed["after"]) == ("tree", "shrub")
    answer = desk.get(reverse("reference-load-findings", args=[load.public_id]))
    assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["loads", "load-new"])
def test_the_pages_hold_no_inline_code(desk: Client, release: Release, name: str) -> None:
    content = page(desk, name)
    assert content.count("<h1>") == 1
    assert " style=" not in content and "<script>" not in content and " onclick=" not in content


def test_a_release_in_the_future_is_no_reason_to_refuse(desk: Client, release: Release) -> None:
    later = (timezone.localdate() + timedelta(days=60)).isoformat()
    file = SimpleUploadedFile("a.json", file_of(plant("Eucalyptus nova")))
    assert desk.post(reverse("reference-load-new"), form(file, effective_from=later)).status_code == 303
    assert StagedRow.objects.count() == 0
