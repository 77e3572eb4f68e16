"""The registrar's pages for the import, and the API that reads it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from credits.lots.models import Lot
from credits.registers.models import RegisterImport
from credits.registers.services import reading, staging
from registry.findings import DomainError, NotAllowed
from registry.jobs import work
from registry.jobs.models import Job
from tests import builders
from tests.registers.files import changed, put, sample, staged_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, registrar):
    return client_for(registrar)


@pytest.fixture
def staged(registrar):
    return reading.read_import(staged_by(registrar).pk)


def upload(**others):
    files = {
        kind: SimpleUploadedFile(f"{kind}.csv", sample(kind).read_bytes())
        for kind in ("supply", "transactions")
    }
    return {**files, "key": "one", **others}


def page(client, found, status=200, **query):
    answer = client.get(reverse("register-import", args=[found.public_id]), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_two_files_go_from_upload_to_the_ledger(desk, registrar):
    answer = desk.post(reverse("register-import-new"), upload())
    assert answer.status_code == 303
    found = RegisterImport.objects.get()
    assert "The files are being read and checked." in page(desk, found)
    work.run(Job.objects.get().pk)
    content = page(desk, found)
    assert "Refused (2)" in content and "Repaired (42)" in content
    assert "1,199" in content
    assert not Lot.objects.exists()
    answer = desk.post(reverse("register-import-replay", args=[found.public_id]), {"key": "two"})
    assert answer.status_code == 303
    assert "being replayed into the ledger" in page(desk, found)
    work.run(Job.objects.latest("pk").pk)
    content = page(desk, found, show="doubtful")
    assert "Every line that is not listed as refused stands in the ledger." in content
    assert "CR-9104 holds 5 by the lines" in content
    assert "106,264.82" in content
    assert Lot.objects.count() == 26
    replayed = Job.objects.latest("pk")
    assert (replayed.requested_by, replayed.state) == (registrar, "succeeded")


def test_the_form_sent_twice_makes_one_import(desk):
    for _ in range(2):
        assert desk.post(reverse("register-import-new"), upload()).status_code == 303
    assert RegisterImport.objects.count() == 1


def test_a_missing_empty_or_doubled_file_comes_back_with_the_form(desk):
    answer = desk.post(reverse("register-import-new"), {"key": "k"})
    assert answer.status_code == 400
    assert "Choose the file of the credit supply register." in answer.content.decode()
    answer = desk.post(reverse("register-import-new"), upload(supply=SimpleUploadedFile("supply.csv", b"")))
    assert (answer.status_code, "supply.csv is empty." in answer.content.decode()) == (400, True)
    twice = SimpleUploadedFile("again.csv", sample("supply").read_bytes())
    answer = desk.post(reverse("register-import-new"), upload(transactions=twice))
    assert "This is the same file again." in answer.content.decode()
    assert not RegisterImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(desk, monkeypatch):
    monkeypatch.setattr(staging, "LARGEST_UPLOAD_BYTES", 1_000)
    answer = desk.post(reverse("register-import-new"), upload())
    assert answer.status_code == 400
    assert "is larger than" in answer.content.decode()


def test_a_refused_file_says_why_and_cannot_be_replayed(desk, registrar):
    content = changed("supply", lambda rows: rows[0].__setitem__(0, "Id"))
    found = reading.read_import(staged_by(registrar, supply=content).pk)
    told = page(desk, found)
    assert "These files cannot be imported" in told
    assert "The column Credit ID is missing." in told
    answer = desk.post(reverse("register-import-replay", args=[found.public_id]), {"key": "k"})
    assert answer.status_code == 409
    assert "only a staged one can be replayed" in answer.content.decode()


def test_a_discarded_import_keeps_no_row_and_is_not_replayed(desk, staged):
    answer = desk.post(reverse("register-import-discard", args=[staged.public_id]), {"key": "k"})
    assert answer.status_code == 303
    staged.refresh_from_db()
    assert (staged.state, staged.supply_rows.count(), staged.transaction_rows.count()) == ("discarded", 0, 0)
    answer = desk.post(reverse("register-import-replay", args=[staged.public_id]), {"key": "l"})
    assert answer.status_code == 409


def test_a_replay_is_asked_for_once(desk, staged):
    address = reverse("register-import-replay", args=[staged.public_id])
    assert desk.post(address, {"key": "a"}).status_code == 303
    answer = desk.post(address, {"key": "b"})
    assert (answer.status_code, "under way already" in answer.content.decode()) == (409, True)
    answer = desk.post(reverse("register-import-discard", args=[staged.public_id]), {"key": "c"})
    assert (answer.status_code, "being replayed" in answer.content.decode()) == (409, True)


def test_a_job_that_is_delivered_twice_replays_once(desk, staged):
    desk.post(reverse("register-import-replay", args=[staged.public_id]), {"key": "a"})
    job = Job.objects.get()
    work.run(job.pk)
    lots = Lot.objects.count()
    Job.objects.filter(pk=job.pk).update(state="queued")
    work.run(job.pk)
    job.refresh_from_db()
    assert (job.state, Lot.objects.count()) == ("succeeded", lots)


def test_the_same_files_are_not_taken_in_again_once_they_are_replayed(desk, staged, registrar):
    staging.confirm(actor=builders.acting(registrar), import_id=str(staged.public_id))
    work.run(Job.objects.get().pk)
    answer = desk.post(reverse("register-import-new"), upload())
    assert answer.status_code == 409
    assert "Importing them again would change nothing." in answer.content.decode()


def test_lists_are_paged_and_cost_the_same_at_any_length(
    desk, registrar, staged, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("register-imports")
    with django_assert_max_num_queries(12) as one:
        desk.get(address)
    for number in range(60):
        other = changed("transactions", put(2, "Number Of Credits", str(100 + number)))
        staged_by(registrar, transactions=other)
    with django_assert_num_queries(len(one)):
        content = desk.get(address).content.decode()
    assert "1 to 50 of 61" in content
    assert "51 to 61 of 61" in desk.get(address, {"page": 2}).content.decode()


def test_the_api_tells_state_files_facts_and_remarks(api_for, registrar, auditor, staged):
    api = api_for(auditor)
    listed = api.get(reverse("register-api-imports")).json()
    assert (listed["count"], listed["results"][0]["repaired"]) == (1, 42)
    found = api.get(reverse("register-api-import", args=[staged.public_id])).json()
    assert found["facts"]["supply_rows"] == 15
    assert [(file["kind"], file["format"], file["rows"]) for file in found["files"]] == [
        ("supply", "csv", 15),
        ("transactions", "csv", 18),
    ]
    address = reverse("register-api-import-remarks", args=[staged.public_id])
    assert [row["row"] for row in api.get(address).json()["results"]] == [9, 12]
    repaired = api.get(address, {"kind": "repaired", "page_size": 5}).json()
    assert (repaired["count"], len(repaired["results"])) == (42, 5)
    assert api.get(address, {"kind": "lost"}).status_code == 400


def test_only_the_registrar_takes_in_confirms_and_discards(staged, registrar_approver):
    actor = builders.acting(registrar_approver)
    for refused in (staging.confirm, staging.discard):
        with pytest.raises(NotAllowed, match="Only the registrar"):
            refused(actor=actor, import_id=str(staged.public_id))
    with pytest.raises(DomainError, match="Only the registrar"):
        staging.stage(actor=actor, files=[])


# --- what stays of the uploads ---------------------------------------------------------------------------------------
def _kept(found):
    return [file.file.name for file in found.files.all() if file.file]


def test_the_uploads_are_deleted_once_they_are_read(registrar, django_capture_on_commit_callbacks):
    found = staged_by(registrar)
    paths = [file.file.path for file in found.files.all()]
    with django_capture_on_commit_callbacks(execute=True):
        found = reading.read_import(found.pk)
    assert (found.state, _kept(found)) == (RegisterImport.STAGED, [])
    assert [Path(path).exists() for path in paths] == [False, False]


def test_an_import_discarded_while_it_is_read_leaves_neither_rows_nor_files(
    registrar, act, django_capture_on_commit_callbacks
):
    found = staged_by(registrar)

    def discard_meanwhile(done, total, message):
        if message == "Counting":
            staging.discard(actor=act(registrar), import_id=str(found.public_id))

    with django_capture_on_commit_callbacks(execute=True):
        after = reading.read_import(found.pk, report=discard_meanwhile)
    assert (after.state, _kept(after)) == (RegisterImport.DISCARDED, [])
    assert (after.supply_rows.count(), after.transaction_rows.count()) == (0, 0)
