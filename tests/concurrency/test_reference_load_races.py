"""Two registrars at once on PostgreSQL: one release comes out, and the other person is told."""

from dataclasses import replace
from datetime import date
from threading import Event
from time import sleep
from typing import Any

import pytest

from registry import actor as actors
from registry.audit.events import verify_all
from registry.reference import loading
from registry.reference.contents import DATA_FOLDER, read_content
from registry.reference.loads.records import StagedLoad
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import Release
from registry.reference.official.formats import FORMATS
from registry.reference.verification import differences
from tests.concurrency.test_assessment_races import all_at_once
from tests.official_formats import PLANTS, details, file_of, plant

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4
SYSTEM = actors.system("tests")
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, PLANTS.code, PLANTS)


def stage(name: str, code: str = "nsw-next") -> StagedLoad:
    files = [("a.json", file_of(plant(name)))]
    made = staging.stage(actor=SYSTEM, files=files, in_job=False, **details(release_code=code))
    return StagedLoad.objects.get(public_id=made["id"])


def publish(load: StagedLoad) -> Any:
    return publishing.publish(actor=SYSTEM, load_id=str(load.public_id), acknowledged=[], today=TODAY)


def test_publishing_a_load_at_once_makes_one_release(release: Release) -> None:
    load = reading.read_load(stage("Eucalyptus nova").pk)
    results = all_at_once(*[lambda: publish(load)] * AT_ONCE)
    assert sum(isinstance(result, dict) for result in results) == 1
    refusals = {result.code for result in results if not isinstance(result, dict)}
    assert refusals == {"reference.load.not_staged"}
    new = Release.objects.get(code="nsw-next")
    assert differences(new) == []
    assert [broken for _, broken in verify_all() if broken] == []


def test_of_two_loads_on_the_same_base_one_is_published(release: Release) -> None:
    loads = [reading.read_load(stage(f"Eucalyptus n{n}", f"nsw-next-{n}").pk) for n in range(3)]
    results = all_at_once(*[lambda load=load: publish(load) for load in loads])
    assert sum(isinstance(result, dict) for result in results) == 1
    refusals = {result.code for result in results if not isinstance(result, dict)}
    assert refusals == {"reference.load.base_changed"}
    assert Release.objects.filter(code__startswith="nsw-next").count() == 1
    assert StagedLoad.objects.filter(state=StagedLoad.STAGED).count() == 2


def test_publishing_and_discarding_at_once_never_both_win(release: Release) -> None:
    load = reading.read_load(stage("Eucalyptus nova").pk)
    results = all_at_once(
        lambda: publish(load), lambda: staging.discard(actor=SYSTEM, load_id=str(load.public_id))
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    load.refresh_from_db()
    published = Release.objects.filter(code="nsw-next").exists()
    assert load.state == (StagedLoad.PUBLISHED if published else StagedLoad.DISCARDED)


def test_the_same_files_staged_at_once_are_staged_once(release: Release) -> None:
    results = all_at_once(*[lambda: stage("Eucalyptus nova")] * AT_ONCE)
    assert sum(isinstance(result, StagedLoad) for result in results) == 1
    refusals = {result.code for result in results if not isinstance(result, StagedLoad)}
    assert refusals == {"reference.load.same_files"}


def test_two_deliveries_of_the_job_store_the_rows_once(release: Release) -> None:
    load = stage("Eucalyptus nova")
    all_at_once(*[lambda: reading.read_load(load.pk)] * AT_ONCE)
    load.refresh_from_db()
    assert (load.state, load.staged_rows.count()) == (StagedLoad.STAGED, 1)


def test_the_projects_facts_wait_until_a_load_is_published(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both make the newest release; the one that comes second has to see the first."""
    load = reading.read_load(stage("Eucalyptus nova").pk)
    order: list[str] = []
    halfway = Event()
    source_tables = publishing._source_tables

    def slowly(*given: Any) -> Any:
        halfway.set()
        sleep(1.0)
        order.append("load")
        return source_tables(*given)

    monkeypatch.setattr(publishing, "_source_tables", slowly)
    store = loading._store

    def noted(unsaved: loading.UnsavedRelease) -> None:
        order.append("project")
        store(unsaved)

    monkeypatch.setattr(loading, "_store", noted)

    content = read_content(DATA_FOLDER)
    assert content.header is not None
    unsaved = loading._with_checksums(replace(content, header=replace(content.header, code="nsw-project")))

    def publish_project() -> Any:
        assert halfway.wait(30)
        return loading.publish(actor=SYSTEM, unsaved=unsaved, today=TODAY)

    results = all_at_once(lambda: publish(load), publish_project)
    assert [isinstance(result, dict) for result in results] == [True, True], results
    assert order == ["load", "project"]


def test_staging_waits_until_a_load_is_published_and_builds_on_it(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = reading.read_load(stage("Eucalyptus nova").pk)
    halfway = Event()
    source_tables = publishing._source_tables

    def slowly(*given: Any) -> Any:
        halfway.set()
        sleep(1.0)
        return source_tables(*given)

    monkeypatch.setattr(publishing, "_source_tables", slowly)

    def stage_then() -> Any:
        assert halfway.wait(10)
        return stage("Acacia nova", "nsw-after")

    _, second = all_at_once(lambda: publish(load), stage_then)
    assert isinstance(second, StagedLoad), second
    assert second.base_release_code == "nsw-next"
