"""Guards of loads that only show when a file, a day or a crowd of findings is out of the ordinary."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from registry import actor as actors
from registry.findings import DomainError, Finding, InvalidInput
from registry.reference import cells
from registry.reference.loads import downloads
from registry.reference.loads.comparison import MANY_GONE
from registry.reference.loads.records import StagedLoad
from registry.reference.loads.rows import LONGEST_KEY, key_text
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import Plant, Release
from registry.reference.official import intake, odata, outlines, workbook
from registry.reference.official.formats import FORMATS, ID_CHANGES_MEANING
from registry.reference.official.source_files import SourceFile
from registry.reference.official.workbook import sheets_of
from tests.official import codes, read
from tests.official_formats import FOR_TESTS, details, file_of, plant

SYSTEM = actors.system("tests")
NEW = "Eucalyptus nova"


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


def staged(content: bytes, **others: Any) -> StagedLoad:
    made = staging.stage(actor=SYSTEM, files=[("a.json", content)], in_job=False, **details(**others))
    return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)


def faults(**others: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        staging.stage(actor=SYSTEM, files=[("a.json", file_of(plant(NEW)))], **details(**others))
    return [one.field for one in refused.value.findings]


def test_a_crowd_of_other_findings_does_not_hide_a_table_that_shrinks(release: Release) -> None:
    renamed = {"code": ID_CHANGES_MEANING, "message": "another", "field": "a.json"}
    load = staged(file_of(plant(NEW), findings=[renamed] * 1_100), complete=True)
    assert publishing.to_acknowledge(load) == sorted([ID_CHANGES_MEANING, MANY_GONE])


def test_a_shrinking_part_of_a_table_is_not_hidden_by_rows_that_cannot_go(release: Release) -> None:
    """A fifth of what the files stand in for, not of everything that is in the table."""
    rows = list(Plant.objects.filter(release=release).order_by("pk"))
    others = [plant(f"Acacia x{number}", source="Official list") for number in range(10)]
    first = staged(file_of(*others), release_code="next-1")
    publishing.publish(actor=SYSTEM, load_id=str(first.public_id), acknowledged=[], today=date(2026, 11, 21))
    assert len(rows) > 100
    load = staged(
        file_of(*others[:5], gone_within={"plants": ["Official list"]}), release_code="next-2", complete=True
    )
    assert load.counts["plants"]["gone"] == 5
    assert publishing.to_acknowledge(load) == [MANY_GONE]


def test_a_release_years_ahead_is_a_slip_of_the_keys(release: Release) -> None:
    """Once published it could not be taken back, and every later load would be older."""
    assert faults(effective_from=date.today().replace(month=1, day=1) + timedelta(days=366 * 3)) == [
        "effective_from"
    ]


def test_data_of_a_day_to_come_are_refused(release: Release) -> None:
    assert faults(data_date="2926") == ["data_date"]
    assert faults(data_date="2926-11-20") == ["data_date"]


@pytest.mark.parametrize("cell", ["2026-13", "2026-00", "0000", "2026-02-30"])
def test_a_month_or_year_that_is_none_is_no_date(cell: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.partial_date(cell)


@pytest.mark.parametrize("value", ["=1+1", ["=1+1", "b"], "\n=1", "＝1+1"])
def test_no_value_of_any_kind_opens_as_a_formula(value: Any) -> None:
    assert downloads.safe(value).startswith("'")


def test_keys_of_different_rows_are_different_texts() -> None:
    assert key_text(("a | b", "c")) != key_text(("a", "b | c"))
    assert key_text(("x" * 800, "1")) != key_text(("x" * 800, "2"))
    assert max(len(key_text(("x" * size, "1"))) for size in (690, 700, 900)) <= LONGEST_KEY


@pytest.mark.parametrize("column", ["Plant\x00", "x" * 300, "line\nbreak"])
def test_a_name_that_no_column_can_have_is_refused(release: Release, column: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        staging.stage(
            actor=SYSTEM,
            files=[("a.csv", b"Plant\nAcacia\n")],
            mapping={column: "scientific_name"},
            **details(format="test_columns"),
        )
    assert [one.code for one in refused.value.findings] == ["reference.load.mapping"]
    json.dumps(refused.value.findings[0].message).encode()
    assert len(refused.value.findings[0].message) < 150


def test_the_command_says_which_facts_name_what_is_not_there(
    release: Release, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = staged(file_of(plant(NEW)))

    def refuse(**others: Any) -> None:
        raise InvalidInput([staging.checks.fault("files", "pcts names a class that is not there.")])

    monkeypatch.setattr(publishing, "publish", refuse)
    with pytest.raises(SystemExit):
        call_command("publish_reference", str(load.public_id))
    assert "a class that is not there" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call_command("publish_reference", str(load.public_id), json=True)
    assert json.loads(capsys.readouterr().out)["findings"][0]["field"] == "files"


def test_a_worker_that_dies_while_storing_leaves_a_load_that_is_read_again(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = staging.stage(
        actor=SYSTEM, files=[("a.json", file_of(plant(NEW), plant("Acacia b")))], in_job=False, **details()
    )
    load = StagedLoad.objects.get(public_id=made["id"])
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        save = StagedLoad.save

        def killed(self: StagedLoad, *args: Any, **kwargs: Any) -> None:
            save(self, *args, **kwargs)
            raise KeyboardInterrupt

        patch.setattr(StagedLoad, "save", killed)
        reading.read_load(load.pk)
    load.refresh_from_db()
    assert (load.state, load.staged_rows.count()) == (StagedLoad.READING, 0)
    assert reading.read_load(load.pk).state == StagedLoad.STAGED
    assert load.staged_rows.count() == 2


def test_a_publication_that_breaks_off_at_its_end_leaves_nothing(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = staged(file_of(plant(NEW)))
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(publishing.checksums, "release_checksum", lambda *given: _broken())
        publishing.publish(actor=SYSTEM, load_id=str(load.public_id), acknowledged=[], today=date.today())
    load.refresh_from_db()
    assert load.state == StagedLoad.STAGED
    assert list(Release.objects.all()) == [release]
    assert not Plant.objects.filter(scientific_name=NEW).exists()
    done = publishing.publish(
        actor=SYSTEM, load_id=str(load.public_id), acknowledged=[], today=date(2026, 11, 21)
    )
    assert done["release"] == "nsw-next"
    with pytest.raises(DomainError):
        publishing.publish(actor=SYSTEM, load_id=str(load.public_id), acknowledged=[], today=date.today())


def _broken() -> str:
    raise RuntimeError("the database went away")


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "docProps/core.xml"])
def test_a_small_workbook_that_unpacks_into_a_tree_is_not_opened(part: str) -> None:
    """Such a part of a megabyte filled four gigabytes of memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b" " * 10_000_001)
    findings: list[Finding] = []
    assert sheets_of(SourceFile("a.xlsx", out.getvalue()), findings) == []
    assert codes(findings) == ["file.too_big"]


def test_pages_of_nothing_but_brackets_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odata, "PARTS_MAXIMUM", 100)
    few = SourceFile("a.json", b'{"value": [' + b"{}," * 97 + b"{}]}")
    many = SourceFile("a.json", b'{"value": [' + b"{}," * 98 + b"{}]}")
    assert "page.parts" not in codes(read("species_names", few).findings)
    assert codes(read("species_names", many).findings) == ["page.parts"]


@pytest.mark.parametrize("line", ["A", "=x,Plantae,isnt"])
def test_reading_stops_where_nobody_would_mend_the_file(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(intake, "FAULTS_AT_MOST", 50)
    lines = ["scientificName,kingdom,speciesID", *[line] * 1_000]
    result = read("species_names", SourceFile("a.csv", "\n".join(lines).encode()))
    assert len(result.findings) < 70
    assert "file.faults" in codes(result.findings)


def test_a_crowd_of_features_is_no_set_of_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "FEATURES_MAXIMUM", 10)
    file = SourceFile("a.geojson", b'{"type": "FeatureCollection", "features": [' + b"0," * 10 + b"0]}")
    assert codes(read("ibra_outlines", file).findings) == ["outline.features"]


def test_a_refused_publication_names_the_load_that_is_staged_all_the_same(
    release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same files cannot be staged a second time, so a person needs its id to go on."""
    path = tmp_path / "a.json"
    path.write_bytes(file_of(plant(NEW)))
    told = ("test_plants", str(path), "--code", "nsw-next", "--effective-from", "2026-12-01", "--publish")
    with pytest.raises(SystemExit):
        call_command("stage_reference", *told, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["code"], answer["state"]) == ("reference.load.not_acknowledged", "staged")
    call_command("publish_reference", answer["load"], discard=True)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        call_command("stage_reference", *told)
    load = StagedLoad.objects.get(state=StagedLoad.STAGED)
    assert f"publish_reference {load.public_id} --acknowledge {MANY_GONE}" in capsys.readouterr().out


def test_a_workbook_of_a_crowd_of_shared_texts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight million of one letter each, in a file of 400 kB, took minutes."""
    monkeypatch.setattr(workbook, "_TEXTS_COUNT_MAXIMUM", 50)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 30 + b"<si/>" * 21)
    findings: list[Finding] = []
    assert sheets_of(SourceFile("a.xlsx", out.getvalue()), findings) == []
    assert codes(findings) == ["file.too_big"]
