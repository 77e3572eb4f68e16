"""Official data are staged and compared first; what would change is known row by row before anything is published."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from registry import actor as actors
from registry.actor import Actor
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import User
from registry.reference.loads import selectors
from registry.reference.loads.comparison import MANY_GONE
from registry.reference.loads.records import LoadFile, StagedLoad, StagedRow
from registry.reference.loads.services import checks, publishing, reading, staging
from registry.reference.models import Plant, Release
from registry.reference.official.formats import FORMATS
from tests.official_formats import FOR_TESTS, details, file_of, plant

SYSTEM = actors.system("tests")
NEW = "Eucalyptus nova"


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


def staged(*contents: bytes, actor: Actor = SYSTEM, **others: Any) -> StagedLoad:
    """A load that was staged and read at once."""
    files = [(f"part{number}.json", content) for number, content in enumerate(contents, 1)]
    made = staging.stage(actor=actor, files=files, in_job=False, **details(**others))
    return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)


def base_plant(release: Release) -> Plant:
    found = Plant.objects.filter(release=release, growth_form="tree").first()
    assert found is not None
    return found


def as_said(one: Plant, **others: Any) -> dict[str, Any]:
    """The plant as a file would say it."""
    names = ["scientific_name", "common_name", "growth_form", "native", "high_threat_weed", "mark"]
    return {name: getattr(one, name) for name in names} | others


def faults(**others: Any) -> list[str]:
    files = others.pop("files", [("a.json", file_of(plant(NEW)))])
    with pytest.raises(InvalidInput) as refused:
        staging.stage(actor=SYSTEM, files=files, **details(**others))
    assert not StagedLoad.objects.exists()
    return [one.field for one in refused.value.findings]


def refusal(**others: Any) -> DomainError:
    files = others.pop("files", [("a.json", file_of(plant(NEW)))])
    with pytest.raises(DomainError) as refused:
        staging.stage(actor=SYSTEM, files=files, **details(**others))
    return refused.value


# --- what changes ------------------------------------------------------------------------------------------------
def test_added_changed_and_unchanged_rows_are_told_apart(release: Release) -> None:
    old = base_plant(release)
    others = Plant.objects.filter(release=release).count() - 1
    load = staged(file_of(plant(NEW), as_said(old, growth_form="shrub")))
    assert (load.state, load.rows) == (StagedLoad.STAGED, 2)
    assert load.counts == {"plants": {"added": 1, "changed": 1, "gone": 0, "unchanged": others}}
    changed = load.staged_rows.get(kind=StagedRow.CHANGED)
    assert changed.key == old.scientific_name
    assert (changed.before["growth_form"], changed.after["growth_form"]) == ("tree", "shrub")
    assert changed.after["source"] == "Test list, November 2026"
    added = load.staged_rows.get(kind=StagedRow.ADDED)
    assert (added.key, added.before) == (NEW, None)


def test_rows_absent_from_a_partial_load_stay_and_from_a_complete_one_are_gone(release: Release) -> None:
    rows = Plant.objects.filter(release=release).count()
    assert staged(file_of(plant(NEW))).counts["plants"]["gone"] == 0
    whole = staged(file_of(plant(NEW, native=None)), complete=True)
    assert whole.counts["plants"] == {"added": 1, "changed": 0, "gone": rows, "unchanged": 0}
    assert whole.staged_rows.filter(kind=StagedRow.GONE, after__isnull=True).count() == rows


def test_a_format_that_speaks_for_some_fields_leaves_the_others(release: Release) -> None:
    old = base_plant(release)
    said = {"scientific_name": old.scientific_name, "high_threat_weed": True, "growth_form": "fern"}
    load = staged(file_of(said, merged={"plants": ["high_threat_weed"]}))
    after = load.staged_rows.get().after
    assert (after["high_threat_weed"], after["growth_form"]) == (True, old.growth_form)
    assert after["common_name"] == old.common_name
    assert after["source"] == "Test list, November 2026"


def test_a_row_that_says_the_same_from_another_source_is_unchanged(release: Release) -> None:
    load = staged(file_of(as_said(base_plant(release))))
    assert not load.staged_rows.exists()
    assert load.state == StagedLoad.STAGED


def test_only_rows_of_the_named_sources_can_be_gone(release: Release) -> None:
    source = base_plant(release).source
    kept = staged(file_of(plant(NEW), gone_within={"plants": ["Another list"]}), complete=True)
    assert kept.counts["plants"]["gone"] == 0
    gone = staged(file_of(plant(NEW, common_name="b"), gone_within={"plants": [source]}), complete=True)
    assert gone.counts["plants"]["gone"] == Plant.objects.filter(release=release, source=source).count() > 0


def test_numbers_are_compared_as_numbers(release: Release) -> None:
    same = {"pct_id": 1383, "percent_cleared": "95"}
    load = staged(file_of(rows={"pcts": [same]}, merged={"pcts": ["percent_cleared"]}), format="test_types")
    assert load.counts["pcts"]["changed"] == 0


def test_a_table_that_shrinks_much_waits_for_a_persons_word(release: Release) -> None:
    load = staged(file_of(plant(NEW)), complete=True)
    assert publishing.to_acknowledge(load) == [MANY_GONE]


# --- faults in files ---------------------------------------------------------------------------------------------
def test_an_error_in_the_files_refuses_the_load_and_keeps_every_finding_in_order(release: Release) -> None:
    row = {"code": "reference.cell.unreadable", "message": "a.json, row 3: bad.", "field": "a.json", "row": 3}
    doubt = {**row, "severity": "warning", "row": 2}
    load = staged(file_of(plant(NEW), findings=[doubt, row]))
    assert load.state == StagedLoad.REFUSED
    assert [(one["row"], one["severity"]) for one in load.findings] == [(3, "error"), (2, "warning")]
    assert not load.staged_rows.exists()


def test_of_many_findings_a_thousand_are_kept_and_all_are_counted(release: Release) -> None:
    findings = [{"code": "reference.x", "message": f"row {n}", "row": n} for n in range(1_200)]
    load = staged(file_of(plant(NEW), findings=findings))
    assert (len(load.findings), load.findings_total) == (1_000, 1_200)


def test_warnings_do_not_refuse(release: Release) -> None:
    warning = {"code": "reference.x", "message": "doubtful", "severity": "warning"}
    load = staged(file_of(plant(NEW), findings=[warning]))
    assert (load.state, load.findings_total) == (StagedLoad.STAGED, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (file_of(plant(NEW), plant(NEW)), "reference.row.twice"),
        (file_of(plant("x" * 201)), "reference.cell.too_long"),
        (file_of(), "reference.load.no_rows"),
    ],
)
def test_what_could_not_be_stored_is_found_at_staging(release: Release, content: bytes, code: str) -> None:
    load = staged(content)
    assert load.state == StagedLoad.REFUSED
    assert [one["code"] for one in load.findings] == [code]


def test_a_type_of_an_unknown_class_is_refused_before_publishing(release: Release) -> None:
    fields = {"pct_id": 1383, "vegetation_class": "No Such Class"}
    load = staged(
        file_of(rows={"pcts": [fields]}, merged={"pcts": ["vegetation_class"]}), format="test_types"
    )
    assert load.state == StagedLoad.REFUSED
    assert "No Such Class" in load.findings[0]["message"]


def test_a_community_that_others_name_cannot_be_gone(release: Release) -> None:
    load = staged(
        file_of(rows={"tecs": []}, findings=[], gone_within={}), file_of(rows={"pcts": [{"pct_id": 1383}]},
        merged={"pcts": ["pct_id"]}), format="test_types", complete=True
    )  # fmt: skip
    assert load.state == StagedLoad.REFUSED
    assert {"pct_tec", "offset_trading_groups"} <= {one["field"] for one in load.findings}


def test_two_species_of_one_name_are_refused(release: Release) -> None:
    rows = [{"code": code, "scientific_name": "One name"} for code in ("new-species", "other-species")]
    load = staged(file_of(rows={"species": rows}), format="test_types")
    assert "reference.row.same_name" in {one["code"] for one in load.findings}


# --- refusals of the load itself ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "no_such_format"),
        ("release_code", "Not A Code"),
        ("release_title", " "),
        ("release_title", "x" * 121),
        ("data_version", "\x00"),
        ("data_date", "soon"),
        ("data_date", ""),
        ("source", "x" * 301),
        ("licence", ""),
        ("mapping", {"Name": "no_such_field"}),
        ("files", []),
        ("files", [("a.xlsx", b"{}")]),
        ("files", [("a.json", b"{}"), ("b.json", b"{}")]),
    ],
)
def test_what_was_entered_wrongly_is_told_beside_its_field(release: Release, field: str, value: Any) -> None:
    assert faults(**{field: value}) == [field]


def test_files_over_the_limits_are_refused(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LARGEST_FILE_BYTES", 10)
    assert faults(files=[("a.json", b"x" * 11)]) == ["files"]
    monkeypatch.setattr(checks, "LARGEST_LOAD_BYTES", 15)
    assert faults(files=[("a.json", b"x" * 10), ("b.json", b"y" * 10)]) == ["files"]
    monkeypatch.setattr(checks, "FILES_AT_MOST", 1)
    assert faults(files=[("a.json", b"x"), ("b.json", b"y")]) == ["files"]


def test_a_taken_code_is_refused(release: Release) -> None:
    assert refusal(release_code=release.code).code == "reference.release_exists"


def test_a_release_older_than_the_current_one_is_refused(release: Release) -> None:
    assert "older than the current one" in refusal(effective_from=date(2019, 1, 1)).message


def test_data_older_than_those_in_force_are_refused(release: Release) -> None:
    held = release.bam_data_versions["pct"]["date"]
    found = refusal(format="test_types", data_date="2001")
    assert found.code == "reference.load.older_data"
    assert held in found.message


def test_data_for_demonstration_may_be_replaced_by_data_of_any_date(release: Release) -> None:
    assert staged(file_of(plant(NEW)), data_date="2001").state == StagedLoad.STAGED


def test_the_same_files_again_are_refused_by_name_until_they_are_discarded(release: Release) -> None:
    first = staged(file_of(plant(NEW)), file_of(plant(NEW + " minor")))
    again = [("x.json", file_of(plant(NEW + " minor"))), ("y.json", file_of(plant(NEW)))]
    found = refusal(files=again, release_code="nsw-other")
    assert found.code == "reference.load.same_files"
    assert first.release_code in found.message
    staging.discard(actor=SYSTEM, load_id=str(first.public_id))
    assert staging.stage(actor=SYSTEM, files=again, **details())["id"]


def test_without_any_release_the_registry_says_what_to_load_first(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "base_release", lambda: None)
    assert "load_reference" in refusal().message


# --- columns chosen by a person ----------------------------------------------------------------------------------
def test_a_format_that_needs_columns_waits_for_them(release: Release) -> None:
    made = staging.stage(actor=SYSTEM, files=[("a.csv", b"Name,Weed")], **details(format="test_columns"))
    load = StagedLoad.objects.get(public_id=made["id"])
    assert made["job_id"] is None
    assert staging.waits_for_columns(load)
    for wrong in ({}, {"Weed": "high_threat_weed"}, {"Name": "scientific_name", "Weed": "scientific_name"}):
        with pytest.raises(InvalidInput):
            staging.choose_columns(actor=SYSTEM, load_id=made["id"], mapping=wrong)
    chosen = {"Name": "scientific_name"}
    staging.choose_columns(actor=SYSTEM, load_id=made["id"], mapping=chosen, in_job=False)
    assert reading.read_load(load.pk).counts["plants"]["added"] == 1
    assert selectors.last_mapping("test_columns") == chosen
    with pytest.raises(DomainError, match="chosen already"):
        staging.choose_columns(actor=SYSTEM, load_id=made["id"], mapping=chosen)


# --- who, and how it runs ----------------------------------------------------------------------------------------
def test_only_the_registrar_stages_and_officers_look(
    release: Release, act: Callable[[User], Actor], registrar: User, reviewer: User, assessor: User
) -> None:
    load = staged(file_of(plant(NEW)), actor=act(registrar))
    for person in (reviewer, assessor):
        with pytest.raises(NotAllowed):
            staging.stage(actor=act(person), files=[("a.json", file_of())], **details())
    assert selectors.load_for(act(reviewer), load.public_id) == load
    with pytest.raises(NotVisible):
        selectors.load_for(act(assessor), load.public_id)
    with pytest.raises(NotAllowed):
        selectors.loads(act(assessor))
    with pytest.raises(NotAllowed):
        staging.discard(actor=act(reviewer), load_id=str(load.public_id))


def test_files_are_kept_under_random_names_with_their_checksums(release: Release) -> None:
    load = staged(file_of(plant(NEW)))
    stored = LoadFile.objects.get(load=load)
    assert stored.name == "part1.json"
    assert "part1" not in stored.file.name
    assert len(stored.sha256) == 64


def test_a_job_reads_the_files_and_two_deliveries_read_them_once(release: Release, registrar: User,
    act: Callable[[User], Actor]) -> None:  # fmt: skip
    files = [("a.json", file_of(plant(NEW)))]
    made = staging.stage(actor=act(registrar), files=files, **details())
    job = Job.objects.get(public_id=made["job_id"])
    assert job.subject_path == f"/reference/loads/{made['id']}/"
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["state"]) == ("succeeded", "staged")
    load = StagedLoad.objects.get(public_id=made["id"])
    reading.read_load(load.pk)
    assert load.staged_rows.count() == 1


def test_staging_writes_one_event_with_the_checksums(release: Release) -> None:
    before = AuditEvent.objects.count()
    load = staged(file_of(plant(NEW)))
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert event.action == "reference.stage"
    assert load.files.get().sha256 in event.body


def test_the_same_request_sent_twice_stages_once(release: Release) -> None:
    files = [("a.json", file_of(plant(NEW)))]
    first, second = (staging.stage(actor=SYSTEM, key="k", files=files, **details()) for _ in range(2))
    assert first == second
    assert StagedLoad.objects.count() == 1


def test_a_discarded_load_keeps_its_files_and_no_rows(release: Release) -> None:
    load = staged(file_of(plant(NEW)))
    staging.discard(actor=SYSTEM, load_id=str(load.public_id))
    load.refresh_from_db()
    assert (load.state, load.staged_rows.count(), load.files.count()) == (StagedLoad.DISCARDED, 0, 1)
    with pytest.raises(DomainError, match="already"):
        staging.discard(actor=SYSTEM, load_id=str(load.public_id))


def test_a_load_discarded_while_it_is_read_stores_nothing(release: Release) -> None:
    made = staging.stage(actor=SYSTEM, files=[("a.json", file_of(plant(NEW)))], in_job=False, **details())
    load = StagedLoad.objects.get(public_id=made["id"])

    def discard_meanwhile(done: int, total: int, message: str) -> None:
        if message.startswith("Storing"):
            staging.discard(actor=SYSTEM, load_id=made["id"])

    read = reading.read_load(load.pk, report=discard_meanwhile)
    assert read.state == StagedLoad.DISCARDED
    assert not read.staged_rows.exists()


# --- the database's own rules ------------------------------------------------------------------------------------
def a_file(load: StagedLoad, position: int, sha256: str) -> None:
    LoadFile.objects.create(load=load, position=position, name="x", file="x", sha256=sha256, size_bytes=1)


BROKEN: list[tuple[str, Callable[[StagedLoad], Any]]] = [
    ("staged_load_state_known", lambda load: StagedLoad.objects.filter(pk=load.pk).update(state="odd")),
    ("load_file_numbered_once", lambda load: a_file(load, 1, "0" * 64)),
    ("load_file_once", lambda load: a_file(load, 2, load.files.get().sha256)),
    (
        "staged_row_of_load_once",
        lambda load: StagedRow.objects.create(load=load, table="plants", key=NEW, kind="added", after={}),
    ),
    (
        "staged_row_kind_fits",
        lambda load: StagedRow.objects.create(load=load, table="plants", key="x", kind="gone", after={}),
    ),
]


@pytest.mark.parametrize(("name", "spoil"), BROKEN, ids=[name for name, _ in BROKEN])
def test_the_database_refuses_what_no_load_can_be(
    release: Release, name: str, spoil: Callable[[StagedLoad], Any]
) -> None:
    load = staged(file_of(plant(NEW)))
    with (
        pytest.raises(IntegrityError, match=name if "once" not in name else "(?i)unique"),
        transaction.atomic(),
    ):
        spoil(load)
