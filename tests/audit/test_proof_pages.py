"""The proof page and its API: open to everybody, without names, and enough to check a seal offline."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from credits.proof.models import LedgerCheck
from credits.proof.services import check_and_keep
from registry import actor
from registry.audit import seals
from registry.audit.events import ChainKey, record
from registry.audit.models import AuditChain, AuditEvent
from registry.jobs.models import QUEUED, Job

pytestmark = pytest.mark.django_db
CHECKED = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)


def write(chains: int) -> None:
    with transaction.atomic():
        for number in range(chains):
            record(
                chain=ChainKey("test", f"thing-{number:04}"),
                action="test.happened",
                actor=actor.system("Norma Name"),
                at=timezone.now(),
                subject="",
                data={},
            )


def a_check(**changes: object) -> LedgerCheck:
    values = {
        "checked_at": CHECKED,
        "seconds": 1.25,
        "lots": 7,
        "movements": 9,
        "issued": 12_000,
        "available": 9_000,
        "reserved": 1_000,
        "retired": 1_500,
        "cancelled": 500,
        "differences": 0,
    }
    return LedgerCheck.objects.create(**(values | changes))


def test_the_page_says_when_the_ledger_was_checked_and_what_was_counted(client):
    a_check()
    text = client.get(reverse("proof")).content.decode()
    assert "Last checked 02/03/2026, 01:30, in 1.25 seconds" in text
    assert "12,000 = 9,000 + 1,000 + 1,500 + 500" in text
    assert "no difference" in text
    assert "Check the ledger now" not in text


def test_a_difference_is_told_to_everybody_and_in_detail_to_officers(client, client_for, auditor, api_for):
    said = {"code": "lot.received", "says": "A rule.", "subject": "LOT-77", "expected": "5", "found": "4"}
    a_check(differences=1, details=[said], available=8_999)
    text = client.get(reverse("proof")).content.decode()
    assert "differences found" in text
    assert "1 difference." in text
    assert "Issued credits do not equal" in text
    assert "LOT-77" not in text
    assert "LOT-77" in client_for(auditor).get(reverse("proof")).content.decode()
    for person, details in ((None, []), (auditor, [said])):
        (row,) = api_for(person).get(reverse("api-proof-checks")).json()["results"]
        assert (row["differences"], row["adds_up"], row["details"]) == (1, False, details)


def test_before_anything_happened_the_page_says_so(client):
    text = client.get(reverse("proof")).content.decode()
    assert "The ledger was not checked yet." in text
    assert "Nothing was sealed yet." in text


def test_the_page_and_the_files_name_nobody(client):
    write(2)
    seals.seal(now=timezone.now())
    for address in (
        reverse("proof"),
        reverse("proof-seal", args=[1]),
        reverse("api-proof-chains"),
        reverse("api-proof-seal", args=[1]),
    ):
        text = client.get(address).content.decode()
        assert "thing-0001" in text
        assert "Norma" not in text
    assert "Norma" not in b"".join(client.get(reverse("proof-heads")).streaming_content).decode()


def test_a_seal_can_be_checked_offline_by_the_words_of_the_page(client):
    write(3)
    seals.seal(now=timezone.now())
    write(1)
    seals.seal(now=timezone.now())
    first, second = (client.get(reverse("proof-seal", args=[number])).json() for number in (1, 2))
    for seal in (first, second):
        text = f"{seal['previous_hash']}\n{seal['body']}"
        assert hashlib.sha256(text.encode()).hexdigest() == seal["hash"]
    assert second["previous_hash"] == first["hash"]
    heads = json.loads(b"".join(client.get(reverse("proof-heads")).streaming_content))
    assert heads["newest_seal"] == [2, second["hash"]]
    now = {(kind, key): (length, hash_) for kind, key, length, hash_ in heads["heads"]}
    assert len(now) == AuditChain.objects.count()
    for kind, key, length, hash_ in json.loads(second["body"])["heads"]:
        assert now[kind, key] == (length, hash_)
    assert client.get(reverse("api-proof-seal", args=[2])).json() == second
    assert [row["number"] for row in client.get(reverse("api-proof-seals")).json()["results"]] == [2, 1]


def test_a_seal_that_is_not_there_is_not_found(client):
    assert client.get(reverse("proof-seal", args=[99])).status_code == 404
    assert client.get(reverse("api-proof-seal", args=[99])).status_code == 404


def test_heads_come_fifty_a_page(client):
    write(120)
    page = client.get(reverse("proof") + "?page=3")
    assert len(page.context["page"].object_list) == AuditChain.objects.count() - 100
    assert client.get(reverse("api-proof-chains")).json()["count"] == AuditChain.objects.count()


@pytest.mark.parametrize("route", ["proof", "api-proof-checks", "api-proof-seals", "api-proof-chains"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, route):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(route)).status_code == 200
        return len(found)

    write(1)
    seals.seal(now=timezone.now())
    check_and_keep()
    client.get(reverse(route))
    few = queries()
    for _ in range(3):
        write(20)
        seals.seal(now=timezone.now())
        check_and_keep()
    assert queries() == few


def test_an_officer_has_the_ledger_checked_by_a_job(
    client_for, registrar, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_for(registrar).post(reverse("proof-check"), {"key": "once"})
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.public_id])
    assert job.state == "succeeded"
    assert LedgerCheck.objects.count() == 1
    assert AuditEvent.objects.filter(action="ledger.request_check", actor_user=registrar).count() == 1


def test_one_check_at_a_time(client_for, api_for, registrar, auditor):
    Job.objects.create(kind="ledger.check", state=QUEUED)
    page = client_for(registrar).post(reverse("proof-check"), {"key": "once"}, follow=True)
    assert "The ledger is being checked already." in page.content.decode()
    answer = api_for(auditor).post(reverse("api-proof-checks"))
    assert (answer.status_code, answer.json()["code"]) == (409, "proof.check_running")
    assert Job.objects.count() == 1


def test_the_api_gives_the_same_job_to_the_same_key(api_for, auditor):
    client = api_for(auditor)
    first, second = (client.post(reverse("api-proof-checks"), headers={"Idempotency-Key": "k"}) for _ in "12")
    assert first.json() == second.json() == {"job_id": str(Job.objects.get().public_id)}
