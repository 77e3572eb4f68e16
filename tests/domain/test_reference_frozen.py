"""A published release is frozen by the database itself, and a change that got round it is found."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from registry.agreements.models import AgreedPlan, PlanAction, PlanCost
from registry.audit import triggers
from registry.reference.catalogue import TABLES
from registry.reference.models import (
    LoadFile,
    PlantCommunityType,
    Release,
    SourceTable,
    StagedLoad,
    StagedRow,
    SubregionOutline,
)
from registry.reference.verification import differences


def refused(change: Any) -> None:
    with pytest.raises(DatabaseError, match="is frozen once published"), transaction.atomic():
        change()


def unpublished() -> Release:
    return Release.objects.create(
        code="draft", title="Draft", effective_from=timezone.localdate(), checksum="", bam_data_versions={}
    )


def landscape(release: Release) -> Any:
    model = apps.get_model("reference", "Landscape")
    return model.objects.create(
        release=release, name="Made up", percent_cleared=1, mark="demo", source="test"
    )


def test_a_published_release_cannot_be_changed_or_deleted(release: Release) -> None:
    refused(lambda: Release.objects.filter(pk=release.pk).update(title="Other"))
    refused(lambda: Release.objects.filter(pk=release.pk).update(published_on=None))
    refused(lambda: Release.objects.filter(pk=release.pk)._raw_delete("default"))


def test_no_row_of_a_published_release_can_be_changed_deleted_or_added(release: Release) -> None:
    models = [SourceTable, *(table.model for table in TABLES if table.model is not SubregionOutline)]
    assert len(models) == 18
    for model in models:
        row = model._default_manager.filter(release=release).first()
        assert row is not None, model
        same = model._default_manager.filter(pk=row.pk)
        refused(lambda same=same: same.update(source="changed"))
        refused(lambda same=same: same._raw_delete("default"))

        def add(model: Any = model, pk: int = row.pk) -> None:
            again = model._default_manager.get(pk=pk)
            again.pk = None
            again.save(force_insert=True)

        refused(add)


def test_no_row_can_be_added_to_a_table_that_a_published_release_left_empty(release: Release) -> None:
    assert not SubregionOutline.objects.filter(release=release).exists()
    box = {"west": 150.0, "south": -34.0, "east": 151.0, "north": -33.0}
    outline = {"geojson": {}, "vertices": 4, "simplified": True, "mark": "open", "source": "test"}
    refused(lambda: SubregionOutline.objects.create(release=release, code="SYB08", **outline, **box))


def test_rows_of_an_unpublished_release_can_still_be_changed(release: Release) -> None:
    draft = unpublished()
    row = landscape(draft)
    type(row).objects.filter(pk=row.pk).update(name="Renamed")
    row.delete()
    draft.delete()
    assert not Release.objects.filter(code="draft").exists()


def test_a_row_cannot_move_into_a_published_release(release: Release) -> None:
    row = landscape(unpublished())
    refused(lambda: type(row).objects.filter(pk=row.pk).update(release=release))


def test_every_fact_table_is_frozen_without_being_listed(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("reference").get_models()}
    staging = {model._meta.db_table for model in (StagedLoad, LoadFile, StagedRow)}
    frozen = {trigger.table for trigger in triggers.expected() if "_frozen_" in trigger.name}
    plans = {model._meta.db_table for model in (AgreedPlan, PlanAction, PlanCost)}
    assert frozen - plans == tables - staging
    assert plans < frozen
    assert {table.model._meta.db_table for table in TABLES} < frozen


def test_a_missing_trigger_is_named(db: None) -> None:
    suffix = " ON reference_landscape" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER reference_landscape_frozen_update{suffix}")
    assert triggers.missing() == ["reference_landscape_frozen_update"]
    triggers.install()
    assert triggers.missing() == []


def verify() -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("verify_reference", "--json", stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_checksums_read_back_from_the_database_agree(release: Release) -> None:
    assert verify() == (0, {"releases": 1, "differences": []})


@pytest.fixture
def without_triggers(db: None) -> Any:
    """Somebody with the keys of the database."""
    triggers.remove()
    yield
    triggers.install()


@pytest.mark.usefixtures("without_triggers")
def test_a_changed_cell_is_found_and_its_table_named(release: Release) -> None:
    PlantCommunityType.objects.filter(release=release, pct_id=2).update(percent_cleared=49)
    code, answer = verify()
    assert code == 1
    (difference,) = answer["differences"]
    assert (difference["release"], difference["table"]) == (release.code, "pcts")


@pytest.mark.usefixtures("without_triggers")
def test_a_row_taken_out_is_found(release: Release) -> None:
    PlantCommunityType.objects.filter(release=release, pct_id=2)._raw_delete("default")
    (difference,) = differences(release)
    assert difference.reason == "693 rows instead of 694"


@pytest.mark.usefixtures("without_triggers")
def test_a_changed_header_or_licence_is_found(release: Release) -> None:
    SourceTable.objects.filter(release=release, name="pcts").update(licence="none")
    assert [difference.table for difference in differences(release)] == [""]
    SourceTable.objects.filter(release=release, name="pcts").update(licence="CC BY 4.0")
    Release.objects.filter(pk=release.pk).update(effective_from="2021-01-01")
    release.refresh_from_db()
    assert [difference.table for difference in differences(release)] == [""]
