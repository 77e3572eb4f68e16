"""A release of reference facts goes in whole or not at all, once."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from registry import actor as actors
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput, NotAllowed
from registry.reference import selectors
from registry.reference.contents import DATA_FOLDER
from registry.reference.loading import ReleaseExists, load_project_facts
from registry.reference.models import (
    ManagementActionType,
    PlantCommunityType,
    Release,
    SourceTable,
    Species,
)

TODAY = date(2026, 11, 20)
SYSTEM = actors.system("tests")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's tables, to be spoilt."""
    copied = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, copied)
    return copied


def rename(folder: Path, code: str, effective_from: str = "2020-10-22") -> None:
    """Give the release of the folder another code and first day."""
    path = folder / "release.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**header, "code": code, "effective_from": effective_from}), encoding="utf-8")


def change(folder: Path, file: str, edit: Callable[[list[list[str]]], None]) -> None:
    """Edit the rows of a file; row 1, the header, has index 0."""
    path = folder / file
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    edit(rows)
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def set_cell(folder: Path, file: str, row: int, column: str, value: str) -> None:
    """Put `value` into one cell; rows count from 1, the header."""

    def edit(rows: list[list[str]]) -> None:
        rows[row - 1][rows[0].index(column)] = value

    change(folder, file, edit)


def faults(folder: Path) -> list[tuple[str, int | None, str, str]]:
    """File, row, column and code of every fault of a load that must be refused."""
    before = Release.objects.count()
    with pytest.raises(InvalidInput) as refused:
        load_project_facts(actor=SYSTEM, today=TODAY, folder=folder)
    assert Release.objects.count() == before
    return [(one.field, one.row, one.column, one.code) for one in refused.value.findings]


def test_the_projects_own_facts_are_loaded_with_the_rows_the_files_have(release: Release) -> None:
    rows = {table.name: table.rows for table in selectors.tables_of(release)}
    assert len(rows) == 18
    assert rows["plants"] > 0
    assert rows["ibra_outlines"] == 0
    assert rows["pcts"] == 694
    assert rows["species"] == 1075
    assert rows["tecs"] == 68
    assert rows["pct_tec"] == 460
    assert rows["benchmarks"] == 17
    assert rows["ibra_subregions"] == 133
    assert rows["ibra_adjacency"] == 1396
    assert rows["mitchell_landscapes"] == 569
    assert rows["method_parameters"] == len(selectors.parameters(release))
    assert PlantCommunityType.objects.filter(release=release).count() == 694


def test_every_table_names_source_date_licence_and_mark(release: Release) -> None:
    for table in SourceTable.objects.filter(release=release):
        assert table.source and table.data_date and table.licence and table.mark and len(table.sha256) == 64


def test_the_release_carries_all_five_data_versions(release: Release) -> None:
    assert set(release.bam_data_versions) == {"tec", "pct", "species", "benchmarks", "parameters"}
    assert all(entry["version"] and entry["date"] for entry in release.bam_data_versions.values())


def test_loading_again_gives_back_the_same_release(release: Release) -> None:
    events = AuditEvent.objects.count()
    again = load_project_facts(actor=SYSTEM, today=TODAY)
    assert again.pk == release.pk
    assert AuditEvent.objects.count() == events


def test_other_content_under_a_published_code_is_refused(release: Release, folder: Path) -> None:
    set_cell(folder, "pcts.csv", 2, "pct_name", "Another name")
    with pytest.raises(ReleaseExists, match="code of its own"):
        load_project_facts(actor=SYSTEM, today=TODAY, folder=folder)
    assert Release.objects.count() == 1


def test_a_new_release_leaves_the_old_one_as_it_was(release: Release, folder: Path) -> None:
    rename(folder, "nsw-next", "2027-01-01")
    set_cell(folder, "pcts.csv", 2, "pct_name", "Another name")
    second = load_project_facts(actor=SYSTEM, today=TODAY, folder=folder)
    assert second.checksum != release.checksum
    assert selectors.current_release(date(2026, 12, 31)) == release
    assert selectors.current_release(date(2027, 1, 1)) == second
    before, after = selectors.pct(release, 2), selectors.pct(second, 2)
    assert before is not None and before.name.startswith("River Red Gum-sedge")
    assert after is not None and after.name == "Another name"


def test_publishing_writes_one_audit_event_with_checksum_and_warnings(release: Release) -> None:
    event = AuditEvent.objects.get(action="reference.publish")
    body = json.loads(event.body)
    assert (event.chain.kind, event.chain.key) == ("reference", "all")
    assert body["subject"] == release.code
    assert body["data"]["checksum"] == release.checksum
    assert any("CHC09 is not in ibra_subregions.csv" in warning for warning in body["data"]["warnings"])


def test_only_registrar_and_system_publish(release: Release, folder: Path) -> None:
    rename(folder, "nsw-next")
    with pytest.raises(NotAllowed, match="Only the registrar"):
        load_project_facts(actor=actors.public(), today=TODAY, folder=folder)
    registrar = actors.Actor(user_id=None, label="registrar", roles=frozenset({actors.REGISTRAR}))
    assert load_project_facts(actor=registrar, today=TODAY, folder=folder).code == "nsw-next"


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "code"),
    [
        ("pcts.csv", 3, "pct_id", "five", "reference.cell.unreadable"),
        ("pcts.csv", 3, "percent_cleared", "140", "reference.cell.unreadable"),
        ("pcts.csv", 3, "pct_name", "", "reference.cell.empty"),
        ("pcts.csv", 3, "pct_name", "x" * 301, "reference.cell.too_long"),
        ("species.csv", 4, "bc_act_status", "Rare", "reference.cell.unreadable"),
        ("benchmarks.csv", 2, "tree_cover_pct", "-3", "reference.cell.unreadable"),
        ("ibra_adjacency.csv", 2, "touching_uncertain", "perhaps", "reference.cell.unreadable"),
        ("method_parameters.csv", 2, "value", "a quarter", "reference.cell.unreadable"),
        ("method_parameters.csv", 2, "effective_from", "22.10.2020", "reference.cell.unreadable"),
        ("mitchell_landscapes.csv", 2, "landscape_name", "two\nlines", "reference.cell.unreadable"),
    ],
)
@pytest.mark.django_db
def test_a_bad_cell_is_named_by_file_row_and_column_and_nothing_is_stored(
    folder: Path, file: str, row: int, column: str, value: str, code: str
) -> None:
    rename(folder, "nsw-bad")
    set_cell(folder, file, row, column, value)
    assert (file, row, column, code) in faults(folder)


@pytest.mark.django_db
def test_all_faults_are_told_at_once(folder: Path) -> None:
    rename(folder, "nsw-bad")
    set_cell(folder, "pcts.csv", 3, "percent_cleared", "much")
    set_cell(folder, "pcts.csv", 5, "percent_cleared", "little")
    set_cell(folder, "nsw_lgas.csv", 2, "lga_name", "")
    found = [fault[:3] for fault in faults(folder)]
    assert ("pcts.csv", 3, "percent_cleared") in found
    assert ("pcts.csv", 5, "percent_cleared") in found
    assert ("nsw_lgas.csv", 2, "lga_name") in found


@pytest.mark.django_db
def test_a_changed_column_name_is_seen_as_one_missing_and_one_unknown(folder: Path) -> None:
    change(folder, "species.csv", lambda rows: rows[0].__setitem__(0, "speciesID"))
    found = faults(folder)
    assert ("species.csv", 1, "bionet_species_id", "reference.column.missing") in found
    assert ("species.csv", 1, "speciesID", "reference.column.unknown") in found


@pytest.mark.django_db
def test_columns_in_another_order_give_the_same_release(release: Release, folder: Path) -> None:
    change(folder, "pcts.csv", lambda rows: [row.reverse() for row in rows] and None)
    assert load_project_facts(actor=SYSTEM, today=TODAY, folder=folder).pk == release.pk


@pytest.mark.django_db
def test_a_file_cut_short_is_refused(folder: Path) -> None:
    change(folder, "ibra_adjacency.csv", lambda rows: rows.__delitem__(slice(900, None)))
    assert ("ibra_adjacency.csv", None, "", "reference.file.rows") in faults(folder)


@pytest.mark.django_db
def test_a_row_with_too_few_cells_is_refused(folder: Path) -> None:
    change(folder, "tecs.csv", lambda rows: rows[3].pop() and None)
    assert ("tecs.csv", 4, "", "reference.row.cells") in faults(folder)


@pytest.mark.django_db
def test_the_same_thing_twice_is_refused(folder: Path) -> None:
    set_cell(folder, "pcts.csv", 3, "pct_id", "2")
    assert ("pcts.csv", 3, "", "reference.row.twice") in faults(folder)


@pytest.mark.django_db
def test_a_fact_about_an_unknown_type_is_refused(folder: Path) -> None:
    set_cell(folder, "pct_tec.csv", 2, "pct_id", "9999")
    assert ("pct_tec.csv", None, "pct_id", "reference.fact.unknown") in faults(folder)


@pytest.mark.django_db
def test_a_correction_that_no_longer_fits_is_refused(folder: Path) -> None:
    set_cell(folder, "species_bam_demo_2016.csv", 2, "ts_profile_id", "10006")
    change(folder, "corrections.csv", lambda rows: rows[1].__setitem__(4, "EC"))
    assert ("corrections.csv", 2, "", "reference.correction.stale") in faults(folder)


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("pcts.csv", b"", "reference.file.empty"),
        ("pcts.csv", b"\xff\xfe\x00", "reference.file.encoding"),
        ("pcts.csv", b'pct_id,"open', "reference.file.csv"),
        ("release.json", b"{", "reference.header.unreadable"),
        ("release.json", b"{}", "reference.header.missing"),
    ],
)
@pytest.mark.django_db
def test_a_spoilt_file_gives_a_clear_fault(folder: Path, file: str, content: bytes, code: str) -> None:
    (folder / file).write_bytes(content)
    assert code in [fault[3] for fault in faults(folder)]


@pytest.mark.django_db
def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "species.csv").unlink()
    assert ("species.csv", None, "", "reference.file.missing") in faults(folder)


def test_draft_values_are_marked_demo_and_the_multiplier_is_no_risk_weighting(release: Release) -> None:
    bat = Species.objects.get(release=release, scientific_name="Micronomus norfolkensis")
    assert (bat.credit_class, bat.credit_class_mark) == ("ecosystem", "demo")
    assert (bat.unit_of_measure, bat.unit_of_measure_mark) == ("area", "demo")
    assert bat.mark == "confirmed"
    assert not Species.objects.filter(release=release, risk_weighting__isnull=False).exists()
    assert not Species.objects.filter(release=release).exclude(sensitivity_to_gain="").exists()


def test_two_values_for_one_species_are_not_chosen_between(release: Release) -> None:
    bat = Species.objects.get(release=release, scientific_name="Vespadelus troughtoni")
    assert (bat.unit_of_measure, bat.unit_of_measure_mark) == ("", "")
    assert (bat.potential_saii, bat.potential_saii_mark) == (None, "")


def test_values_given_to_the_wrong_species_are_corrected(release: Release) -> None:
    robin = Species.objects.get(release=release, scientific_name="Petroica phoenicea")
    gum = Species.objects.get(release=release, scientific_name="Eucalyptus aggregata")
    assert robin.unit_of_measure == "" and robin.credit_class == ""
    assert gum.unit_of_measure == "count" and gum.credit_class == "species"
    assert not selectors.places_of(release, robin).exists()
    assert selectors.places_of(release, gum).exists()


def test_a_value_that_contradicts_the_newer_tier_is_set_aside(release: Release) -> None:
    kind = selectors.pct(release, 281)
    assert kind is not None
    assert kind.percent_cleared is None and kind.percent_cleared_mark == ""
    assert kind.cleared_tier == ">=50% and <70%"
    assert kind.percent_cleared_source.startswith("Draft 2016 assessment tool: 75.00 % set aside")


def test_only_the_latest_benchmarks_are_facts(release: Release) -> None:
    benchmark = selectors.benchmark_for(release, 3314, "Sydney Basin")
    assert benchmark is not None
    assert benchmark.mark == "demo" and benchmark.provisional
    assert benchmark.large_tree_threshold_cm is None


@pytest.mark.statement("N41")
def test_every_plan_has_to_address_the_four_required_actions(release: Release) -> None:
    required = ManagementActionType.objects.filter(release=release, required_for_plan=True)
    assert [action.title for action in required] == [
        "Grazing management",
        "Native vegetation management",
        "Threatened species habitat management",
        "Integrated pest animal control",
    ]
    assert {action.statement for action in required} == {"N41"}


@pytest.mark.statement("N42")
def test_the_catalogue_holds_active_restoration(release: Release) -> None:
    restoration = ManagementActionType.objects.filter(release=release, group="active_restoration")
    assert [action.title for action in restoration] == [
        "Habitat enhancement",
        "Native vegetation and habitat augmentation",
        "High threat weed control",
    ]


def test_load_reference_prints_what_is_published(release: Release) -> None:
    out = StringIO()
    call_command("load_reference", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["release"] == release.code
    assert answer["rows"]["pcts"] == 694


@pytest.mark.django_db
def test_load_reference_exits_1_and_names_each_fault(folder: Path) -> None:
    set_cell(folder, "pcts.csv", 3, "pct_id", "five")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("load_reference", "--json", folder=folder, stdout=out)
    assert ended.value.code == 1
    (first, *_) = json.loads(out.getvalue())["findings"]
    assert (first["field"], first["row"], first["column"]) == ("pcts.csv", 3, "pct_id")
    assert first["message"].startswith("pcts.csv, row 3: pct_id:")
