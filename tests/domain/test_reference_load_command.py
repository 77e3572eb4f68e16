"""manage.py stage_reference: the difference on the terminal, faults with exit 1, a release with --publish."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.reference.loads import selectors
from registry.reference.loads.comparison import MANY_GONE
from registry.reference.loads.records import StagedLoad
from registry.reference.models import Plant, Release
from registry.reference.official.formats import FORMATS
from tests.domain.test_reference_loads import as_said, base_plant
from tests.official_formats import FOR_TESTS, file_of, plant, weeds


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


def run(path: Path, *options: str, format_code: str = "test_plants") -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    arguments = [format_code, str(path), "--code", "nsw-next", "--effective-from", "2026-12-01", *options]
    try:
        call_command("stage_reference", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def written(folder: Path, content: bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_difference_is_printed_and_nothing_is_published(release: Release, tmp_path: Path) -> None:
    content = file_of(plant("Eucalyptus nova"), as_said(base_plant(release), growth_form="shrub"))
    code, out, _ = run(written(tmp_path, content), "--partial")
    assert code == 0
    assert "plants: 1 added, 1 changed, 0 gone" in out
    assert "+ plants Eucalyptus nova" in out
    assert "growth_form 'tree' -> 'shrub'" in out
    assert "Nothing is published yet." in out
    assert Release.objects.count() == 1


def test_with_publish_the_release_is_there(release: Release, tmp_path: Path) -> None:
    path = written(tmp_path, file_of(plant("Eucalyptus nova")))
    code, out, _ = run(path, "--partial", "--publish", "--json")
    answer: dict[str, Any] = json.loads(out)
    assert (code, answer["state"], answer["counts"]["plants"]["added"]) == (0, "published", 1)
    assert Release.objects.get(code="nsw-next").checksum == answer["checksum"]
    load = StagedLoad.objects.get()
    assert (load.job, load.staged_by) == (None, None)


def test_a_whole_table_that_shrinks_has_to_be_acknowledged(release: Release, tmp_path: Path) -> None:
    path = written(tmp_path, file_of(plant("Eucalyptus nova")))
    code, _, err = run(path, "--publish")
    assert code == 1 and MANY_GONE in err
    StagedLoad.objects.all().delete()
    assert run(path, "--publish", "--acknowledge", MANY_GONE)[0] == 0
    assert Plant.objects.filter(release__code="nsw-next").count() == 1


def test_faults_end_with_exit_one_and_every_row(release: Release, tmp_path: Path) -> None:
    findings = [{"code": "reference.x", "message": f"a.json, row {n}: bad", "row": n} for n in (2, 5)]
    path = written(tmp_path, file_of(findings=findings))
    code, _, err = run(path, "--publish")
    assert code == 1
    assert "a.json, row 2: bad" in err and "a.json, row 5: bad" in err
    StagedLoad.objects.all().delete()
    code, out, _ = run(path, "--json")
    assert (code, json.loads(out)["findings_total"]) == (1, 2)


def test_a_refusal_names_the_reason(release: Release, tmp_path: Path) -> None:
    path = written(tmp_path, file_of(plant("Eucalyptus nova")))
    code, out, _ = run(path, "--code", release.code, "--json")
    assert (code, json.loads(out)["code"]) == (1, "reference.release_exists")
    assert "exists already" in run(path, "--code", release.code)[2]


def test_a_database_without_release_says_what_to_load_first(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "base_release", lambda: None)
    code, _, err = run(written(tmp_path, file_of(plant("Eucalyptus nova"))))
    assert code == 1 and "load_reference" in err


def test_a_format_that_needs_columns_names_those_found_and_takes_a_file(
    release: Release, tmp_path: Path
) -> None:
    path = written(tmp_path, weeds(1), "weeds.csv")
    with pytest.raises(CommandError, match="Columns in the files: Scientific name, High threat weed"):
        run(path, format_code="test_columns")
    mapping = written(tmp_path, b'{"Scientific name": "scientific_name"}', "mapping.json")
    assert run(path, "--partial", "--mapping", str(mapping), format_code="test_columns")[0] == 0
    for bad in (b"[]", b"{", b'{"a": 1}'):
        with pytest.raises(CommandError):
            run(path, "--mapping", str(written(tmp_path, bad, "bad.json")), format_code="test_columns")


def publish(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("publish_reference", *options, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_load_is_looked_at_first_and_published_as_it_says(release: Release, tmp_path: Path) -> None:
    _, out, _ = run(written(tmp_path, file_of(plant("Eucalyptus nova"))))
    offered = out.partition("manage.py publish_reference ")[2].split()
    assert offered[1:] == ["--acknowledge", MANY_GONE]
    code, refused = publish(offered[0])
    assert code == 1 and MANY_GONE in refused
    code, done = publish(*offered, "--json")
    assert (code, json.loads(done)["release"]) == (0, "nsw-next")
    assert Release.objects.filter(code="nsw-next").exists()
    code, refused = publish(offered[0], "--json")
    assert (code, json.loads(refused)["code"]) == (1, "reference.load.not_staged")


def test_a_load_is_discarded_and_its_files_are_free_again(release: Release, tmp_path: Path) -> None:
    path = written(tmp_path, file_of(plant("Eucalyptus nova")))
    run(path, "--partial")
    assert run(path, "--partial")[0] == 1
    assert publish(str(StagedLoad.objects.get().public_id), "--discard")[0] == 0
    assert run(path, "--partial")[0] == 0


def test_a_reading_that_breaks_off_leaves_nothing_waiting(release: Release, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        run(written(tmp_path, b"not what the reader expects"))
    assert StagedLoad.objects.get().state == StagedLoad.DISCARDED


def test_a_missing_file_is_named(release: Release, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json cannot be read"):
        run(tmp_path / "none.json")
