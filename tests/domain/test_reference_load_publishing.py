"""A staged load becomes a new release as a whole or not at all; the release it builds on stays as it was."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from registry import actor as actors
from registry.actor import Actor
from registry.audit.models import AuditEvent
from registry.findings import DomainError, NotAllowed
from registry.parties.models import User
from registry.reference import loading
from registry.reference.catalogue import TABLES
from registry.reference.loads import selectors as load_selectors
from registry.reference.loads.comparison import MANY_GONE
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import Plant, PlantCommunityType, Release, SourceTable, SubregionOutline
from registry.reference.official.formats import FORMATS, ID_CHANGES_MEANING
from registry.reference.selectors import current_release
from registry.reference.verification import differences
from tests.domain.test_reference_loads import as_said, base_plant
from tests.official_formats import FOR_TESTS, details, file_of, plant

SYSTEM = actors.system("tests")
TODAY = date(2026, 11, 21)
NEW = "Eucalyptus nova"


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


def staged(*contents: bytes, **others: Any) -> StagedLoad:
    files = [(f"part{number}.json", content) for number, content in enumerate(contents, 1)]
    made = staging.stage(actor=SYSTEM, files=files, in_job=False, **details(**others))
    return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)


def publish(load: StagedLoad, *acknowledged: str, actor: Actor = SYSTEM) -> Release:
    done = publishing.publish(
        actor=actor, load_id=str(load.public_id), acknowledged=list(acknowledged), today=TODAY
    )
    return Release.objects.get(code=done["release"])


def refused(load: StagedLoad, *acknowledged: str) -> DomainError:
    before = Release.objects.count()
    with pytest.raises(DomainError) as refusal:
        publish(load, *acknowledged)
    assert Release.objects.count() == before
    return refusal.value


def test_publishing_merges_the_load_and_copies_every_other_table(release: Release) -> None:
    old = base_plant(release)
    load = staged(file_of(plant(NEW), as_said(old, growth_form="shrub")))
    new = publish(load)
    assert differences(new) == []
    assert differences(release) == []
    for table in TABLES:
        before, after = (table.model._default_manager.filter(release=one).count() for one in (release, new))
        assert after == before + (1 if table.name == "plants" else 0), table.name
    assert Plant.objects.get(release=new, scientific_name=old.scientific_name).growth_form == "shrub"
    assert Plant.objects.get(release=release, scientific_name=old.scientific_name).growth_form == "tree"
    load.refresh_from_db()
    assert load.state == StagedLoad.PUBLISHED
    assert load_selectors.load_of_release(new) == load
    assert load_selectors.load_of_release(release) is None


def test_every_kind_of_value_survives_staging_and_publishing(release: Release) -> None:
    """Decimals, lists, days, flags and empty values: a row changed in one field is otherwise what it was."""
    for table in ("pcts", "species", "benchmarks", "method_parameters", "ibra_adjacency"):
        model = next(one.model for one in TABLES if one.name == table)
        old = model._default_manager.filter(release=release).first()
        assert old is not None
        names = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "release")]
        shape_before = {name: getattr(old, name) for name in names}
        said = {name: getattr(old, name) for name in model.NATURAL_KEY}
        plain = {name: str(value) if hasattr(value, "isoformat") else value for name, value in said.items()}
        load = staged(
            file_of(rows={table: [{**plain, "mark": "fitted"}]}, merged={table: ["mark"]}),
            format="test_types",
            release_code=f"next-{table.replace('_', '-')}",
            data_date="2026-11-20",
        )
        assert load.counts[table]["changed"] == 1, load.findings
        new = publish(load)
        row = model._default_manager.get(release=new, **said)
        expected = {**shape_before, "mark": "fitted", "source": "Test list, November 2026"}
        assert {name: getattr(row, name) for name in names} == expected
        release = new


def test_the_new_release_tells_where_the_table_comes_from(release: Release) -> None:
    new = publish(staged(file_of(plant(NEW))))
    table = SourceTable.objects.get(release=new, name="plants")
    before = SourceTable.objects.get(release=release, name="plants")
    assert table.source.startswith("Test list, November 2026; before: ")
    assert table.rows == before.rows + 1
    assert (table.data_date, table.sha256 == before.sha256) == ("2026-11-15", False)
    same, old = (SourceTable.objects.get(release=one, name="pcts") for one in (new, release))
    assert (same.source, same.sha256, same.data_date) == (old.source, old.sha256, old.data_date)


def test_an_empty_table_that_is_filled_names_the_load_alone(release: Release) -> None:
    box = {"west": 150.0, "south": -34.0, "east": 151.0, "north": -33.0}
    outline = {"code": "SYB08", "geojson": {"type": "Polygon", "coordinates": []}, "vertices": 4, **box}
    rows = {"ibra_outlines": [{**outline, "simplified": True}]}
    new = publish(staged(file_of(rows=rows)))
    table = SourceTable.objects.get(release=new, name="ibra_outlines")
    assert (table.source, table.mark, table.rows) == ("Test list, November 2026", "confirmed", 1)
    assert SubregionOutline.objects.get(release=new).west == 150.0
    assert differences(new) == []


def test_the_data_version_of_the_part_is_renewed_and_the_others_are_kept(release: Release) -> None:
    rows = {"pcts": [{"pct_id": 1383, "percent_cleared": "94"}]}
    new = publish(
        staged(
            file_of(rows=rows, merged={"pcts": ["percent_cleared"]}), format="test_types", data_date="2026-11"
        )
    )
    assert new.bam_data_versions["pct"] == {"version": "2026-11", "date": "2026-11"}
    others = {name: entry for name, entry in release.bam_data_versions.items() if name != "pct"}
    assert {name: new.bam_data_versions[name] for name in others} == others
    assert str(PlantCommunityType.objects.get(release=new, pct_id=1383).percent_cleared) == "94.00"


def test_rows_that_are_gone_are_not_in_the_new_release(release: Release) -> None:
    load = staged(file_of(plant(NEW)), complete=True)
    assert refused(load).code == "reference.load.not_acknowledged"
    new = publish(load, MANY_GONE)
    assert list(Plant.objects.filter(release=new).values_list("scientific_name", flat=True)) == [NEW]
    assert differences(new) == []
    assert SourceTable.objects.get(release=new, name="plants").source == "Test list, November 2026"


def test_an_id_that_changes_meaning_needs_a_persons_word(release: Release) -> None:
    told = {"code": ID_CHANGES_MEANING, "message": "a.json, row 2: PCT 1383 changes meaning", "row": 2}
    load = staged(file_of(plant(NEW), findings=[told]))
    assert load.state == StagedLoad.STAGED
    assert ID_CHANGES_MEANING in refused(load, MANY_GONE).message
    publish(load, ID_CHANGES_MEANING)
    event = AuditEvent.objects.latest("pk")
    assert ID_CHANGES_MEANING in event.body


def test_a_load_compared_with_an_older_release_is_not_published(release: Release) -> None:
    first = staged(file_of(plant(NEW)))
    second = staged(file_of(plant("Eucalyptus altera")), release_code="nsw-other")
    publish(first)
    found = refused(second)
    assert found.code == "reference.load.base_changed"
    second.refresh_from_db()
    assert second.state == StagedLoad.STAGED
    staging.discard(actor=SYSTEM, load_id=str(second.public_id))
    again = staged(file_of(plant("Eucalyptus altera")), release_code="nsw-other")
    assert again.base_release_code == "nsw-next"
    names = Plant.objects.filter(release=publish(again)).values_list("scientific_name", flat=True)
    assert {NEW, "Eucalyptus altera"} <= set(names)


def test_a_code_that_was_taken_meanwhile_is_refused(release: Release) -> None:
    load = staged(file_of(plant(NEW)))
    Release.objects.create(
        code="nsw-next", title="Draft", effective_from=TODAY, checksum="", bam_data_versions={}
    )
    assert refused(load).code == "reference.release_exists"


@pytest.mark.parametrize("state", ["reading", "refused", "published", "discarded"])
def test_only_a_staged_load_is_published(release: Release, state: str) -> None:
    load = staged(file_of(plant(NEW)))
    StagedLoad.objects.filter(pk=load.pk).update(state=state)
    assert refused(load).code == "reference.load.not_staged"


def test_a_row_that_the_database_refuses_stops_the_whole_release(release: Release) -> None:
    load = staged(file_of(rows={"vegetation_formations_classes": [{"name": "A class", "formation": ""}]}))
    row = StagedRow.objects.get(load=load)
    row.after["name"] = ""
    row.save()
    assert refused(load).code == "reference.load.not_storable"
    load.refresh_from_db()
    assert load.state == StagedLoad.STAGED


def test_facts_that_name_what_is_not_there_stop_the_whole_release(release: Release) -> None:
    rows = {"pcts": [{"pct_id": 1383, "percent_cleared": "94"}]}
    load = staged(file_of(rows=rows, merged={"pcts": ["percent_cleared"]}), format="test_types")
    row = StagedRow.objects.get(load=load)
    row.after["vegetation_class"] = "No Such Class"
    row.save()
    found = refused(load)
    assert found.code == "reference.load.broken"
    assert [one.column for one in found.findings] == ["vegetation_class"]


def test_only_the_registrar_publishes(
    release: Release, act: Callable[[User], Actor], reviewer: User, registrar: User
) -> None:
    load = staged(file_of(plant(NEW)))
    with pytest.raises(NotAllowed):
        publish(load, actor=act(reviewer))
    publish(load, actor=act(registrar))
    load.refresh_from_db()
    assert load.decided_by == registrar


def test_publishing_writes_one_event_with_counts_and_checksum(release: Release) -> None:
    load = staged(file_of(plant(NEW)))
    before = AuditEvent.objects.count()
    new = publish(load)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert event.action == "reference.publish_load"
    assert new.checksum in event.body
    assert '"added":1' in event.body


def test_the_same_publishing_sent_twice_makes_one_release(release: Release) -> None:
    load = staged(file_of(plant(NEW)))
    call = {"load_id": str(load.public_id), "acknowledged": [], "today": TODAY}
    first, second = (publishing.publish(actor=SYSTEM, key="k", **call) for _ in range(2))
    assert first == second
    assert Release.objects.filter(code="nsw-next").count() == 1


def test_the_new_release_counts_from_its_first_day(release: Release) -> None:
    new = publish(staged(file_of(plant(NEW)), effective_from=date(2026, 12, 1)))
    assert current_release(date(2026, 11, 30)) == release
    assert current_release(date(2026, 12, 1)) == new


def test_the_projects_own_facts_can_still_be_loaded_beside_it(release: Release) -> None:
    publish(staged(file_of(plant(NEW))))
    assert loading.load_project_facts(actor=SYSTEM, today=TODAY) == release
