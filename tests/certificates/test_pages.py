"""The pages and the API of documents: having one made, keeping it, checking one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from credits.certificates import checks, kinds, signing
from credits.certificates.models import IssuedDocument
from credits.models import Lot
from registry.agreements.models import Agreement
from registry.parties.models import User
from tests.certificates.conftest import Issue, bytes_of, retired
from tests.credits_web.conftest import hidden, text_of
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User | None], Client]
ApiFor = Callable[[User | None], APIClient]


def upload(content: bytes, name: str = "document.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def page_of(document: IssuedDocument) -> str:
    return reverse("certificate-page", args=[document.public_id])


@pytest.fixture
def confirmation(issue: Issue, market: Market, site_lot: Lot) -> IssuedDocument:
    return issue(market.buyer_person, kinds.TRANSFER, market.settled_transfer(site_lot, 10))


@pytest.fixture
def statement(issue: Issue, market: Market, site_lot: Lot) -> IssuedDocument:
    market.offer(site_lot, 30)
    return issue(market.seller_person, kinds.HOLDING, market.holder)


# --- having one made ------------------------------------------------------------------------------------------------
def test_a_side_has_a_confirmation_made_from_the_transfer_page_and_keeps_the_file(
    client_for: ClientFor, market: Market, site_lot: Lot
) -> None:
    client = client_for(market.buyer_person)
    transfer = market.checked_transfer(site_lot, 10)
    address = reverse("transfer-page", args=[transfer.public_id])
    make = reverse("certificate-issue", args=[kinds.TRANSFER, transfer.public_id])
    assert make not in client.get(address).content.decode()
    market.act("settle", transfer, market.approver)
    assert make in client.get(address).content.decode()
    sent = hidden(client.get(make))
    answer = client.post(make, sent)
    assert answer.status_code == 303
    document = IssuedDocument.objects.get()
    assert answer["Location"] == page_of(document)
    assert client.post(make, sent)["Location"] == page_of(document)
    kept = client.get(reverse("certificate-file", args=[document.public_id]))
    assert b"".join(kept.streaming_content) == bytes_of(document)  # type: ignore[attr-defined]
    assert kept["Content-Type"] == "application/pdf" and kept["X-Content-Type-Options"] == "nosniff"
    assert kept["Content-Disposition"] == (
        f'attachment; filename="{document.number}-transfer-confirmation.pdf"'
    )
    assert IssuedDocument.objects.count() == 1


def test_each_page_offers_its_document(
    client_for: ClientFor, market: Market, site_lot: Lot, agreement: Agreement
) -> None:
    client = client_for(market.seller_person)
    retirement = retired(market, site_lot)
    holding = reverse("certificate-issue", args=[kinds.HOLDING, market.holder.public_id])
    for name, argument, kind, thing in (
        ("retirement-page", retirement.public_id, kinds.RETIREMENT, retirement),
        ("agreement-page", agreement.public_id, kinds.AGREEMENT, agreement),
    ):
        offered = reverse("certificate-issue", args=[kind, thing.public_id])
        assert offered in client.get(reverse(name, args=[argument])).content.decode()
        assert client.get(offered).status_code == 200
    assert holding in client.get(reverse("holding-list")).content.decode()
    assert holding in client.get(reverse("lot-page", args=[site_lot.number])).content.decode()


def test_a_day_to_come_is_refused_beside_its_field(client_for: ClientFor, market: Market) -> None:
    client = client_for(market.seller_person)
    address = reverse("certificate-issue", args=[kinds.HOLDING, market.holder.public_id])
    answer = client.post(address, {**hidden(client.get(address)), "as_on": "01/01/2999"})
    assert answer.status_code == 400
    assert "Enter a day that has begun" in text_of(answer)


def test_the_auditor_reads_what_was_issued_and_is_told_why_there_is_no_button(
    client_for: ClientFor, statement: IssuedDocument, auditor: User, market: Market
) -> None:
    client = client_for(auditor)
    answer = client.get(reverse("certificate-issue", args=[kinds.HOLDING, market.holder.public_id]))
    assert "An auditor reads documents" in text_of(answer) and statement.number in text_of(answer)
    assert "Make the holding statement" not in text_of(answer)
    assert client.get(reverse("certificate-file", args=[statement.public_id])).status_code == 200


# --- the page behind the code -----------------------------------------------------------------------------------------
def test_the_page_of_a_confirmation_shows_names_to_the_sides_alone(
    client_for: ClientFor, confirmation: IssuedDocument, market: Market
) -> None:
    mine = text_of(client_for(market.seller_person).get(page_of(confirmation)))
    assert "Quarry Holdings" in mine and "Download the PDF" in mine
    public = text_of(client_for(None).get(page_of(confirmation)))
    assert "Quarry Holdings" not in public and "Ironbark Family" not in public
    assert "Name withheld" in public and "$12,505.00" in public and "Download the PDF" not in public
    market.buyer.name_published = True
    market.buyer.save()
    assert "Quarry Holdings" in text_of(client_for(None).get(page_of(confirmation)))


def test_the_page_of_a_statement_tells_the_public_what_is_held_and_no_more(
    client_for: ClientFor, statement: IssuedDocument, market: Market
) -> None:
    mine = text_of(client_for(market.seller_person).get(page_of(statement)))
    assert "Reserved" in mine and "Pledged" in mine and "Ironbark Family held 100 credits" in mine
    public = text_of(client_for(None).get(page_of(statement)))
    assert "Name withheld held 100 credits" in public
    assert "Reserved" not in public and "Pledged" not in public and "Ironbark" not in public


def test_the_words_for_another_purpose_are_on_no_certificate(
    client_for: ClientFor, issue: Issue, market: Market, site_lot: Lot
) -> None:
    """Anybody may read a certificate, and the words may name people: the registers withhold them too."""
    note = "For Rosa Example's order."
    retirement = market.checked_retirement(site_lot, 5, purpose="other", purpose_note=note)
    market.act("retire", retirement, market.approver)
    made = issue(market.seller_person, kinds.RETIREMENT, retirement)
    assert "Rosa" not in str(made.facts)
    assert "Rosa" not in text_of(client_for(None).get(page_of(made)))


def test_the_files_of_private_documents_are_not_there_for_others(
    client_for: ClientFor, confirmation: IssuedDocument, stranger: User
) -> None:
    for person in (None, stranger):
        client = client_for(person)
        assert client.get(reverse("certificate-file", args=[confirmation.public_id])).status_code == 404


def test_the_page_says_when_a_correction_put_credits_back(
    client_for: ClientFor, confirmation: IssuedDocument, market: Market
) -> None:
    assert "The transfer stands as it was confirmed." in text_of(client_for(None).get(page_of(confirmation)))
    new_lot = Lot.objects.get(number=confirmation.facts["new_lot"])
    market.act("post", market.propose_correction(new_lot, 4), market.approver)
    answer = text_of(client_for(None).get(page_of(confirmation)))
    assert "changed since" in answer
    assert f"4 credits of lot {new_lot.number} went back" in answer


def test_the_page_says_when_holdings_changed_and_that_there_is_a_newer_statement(
    client_for: ClientFor, statement: IssuedDocument, market: Market, site_lot: Lot, issue: Issue
) -> None:
    assert "Nothing that it states has changed since." in text_of(client_for(None).get(page_of(statement)))
    market.settled_transfer(site_lot, 10)
    newer = issue(market.seller_person, kinds.HOLDING, market.holder)
    answer = text_of(client_for(None).get(page_of(statement)))
    assert "The holdings have changed since." in answer and newer.number in answer


def test_the_page_of_a_certificate_asks_as_many_queries_for_many_lots_as_for_one(
    client_for: ClientFor, statement: IssuedDocument, issue: Issue, market: Market
) -> None:
    client = client_for(None)

    def asked(document: IssuedDocument) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(document)).status_code == 200
        return len(queries)

    few = asked(statement)
    for _ in range(6):
        market.lot(10)
    assert asked(issue(market.seller_person, kinds.HOLDING, market.holder)) == few


# --- checking ---------------------------------------------------------------------------------------------------------
def test_anybody_checks_a_file_byte_by_byte(client_for: ClientFor, certificate: IssuedDocument) -> None:
    client, address = client_for(None), reverse("certificate-verify")
    content = bytes_of(certificate)
    same = text_of(client.post(address, {"file": upload(content)}))
    assert "issued by this registry" in same and "not one byte of it was changed" in same
    assert "They can never be used again." in same
    place = content.index(b"quantity") + 11
    changed = content[:place] + b"9" + content[place + 1 :]
    assert changed != content
    told = text_of(client.post(address, {"file": upload(changed)}))
    assert "not the document that was issued" in told and certificate.number in told
    assert "not issued by this registry" in text_of(client.post(address, {"file": upload(b"%PDF-1.4 x")}))
    assert "This is no PDF file." in text_of(client.post(address, {"file": upload(b"hello")}))


@pytest.mark.parametrize("typed", ["{number}", " c-{short} ", "{short}"])
def test_a_number_is_found_however_it_is_typed(
    client_for: ClientFor, certificate: IssuedDocument, typed: str
) -> None:
    number = typed.format(number=certificate.number, short=certificate.pk)
    answer = text_of(client_for(None).post(reverse("certificate-verify"), {"number": number}))
    assert f"Retirement certificate {certificate.number}" in answer


def test_a_number_alone_opens_nothing_that_is_not_everybodys(
    client_for: ClientFor, api_for: ApiFor, statement: IssuedDocument
) -> None:
    answer = client_for(None).post(reverse("certificate-verify"), {"number": statement.number})
    assert page_of(statement) not in answer.content.decode()
    assert "What it states is not shown here" in text_of(answer)
    told = api_for(None).post(reverse("api-certificate-verify"), {"number": statement.number}).json()
    assert (told["verdict"], told["id"], told["standing"]) == ("issued", None, None)
    assert set(told["document"]) == {"number", "kind", "issued_at", "facts_sha256"}
    # With it the names that are withheld could be guessed and tried.
    assert told["document"]["facts_sha256"] == ""
    assert statement.facts_sha256 not in answer.content.decode()
    file = api_for(None).post(
        reverse("api-certificate-verify"), {"file": upload(bytes_of(statement))}, format="multipart"
    )
    assert file.json()["id"] == str(statement.public_id)
    assert file.json()["document"]["facts_sha256"] == statement.facts_sha256


@pytest.mark.parametrize("number", ["", "C-9999999", "C-0000000", "x" * 30, "C-\x00", "9" * 30, "١٢"])
def test_a_number_that_is_none_is_answered_in_words(client_for: ClientFor, number: str) -> None:
    answer = client_for(None).post(reverse("certificate-verify"), {"number": number})
    assert answer.status_code in {200, 400}
    assert "issued no document of this number" in text_of(answer) or "Please correct" in text_of(answer)


def test_a_file_too_large_or_empty_is_refused_beside_its_field(client_for: ClientFor) -> None:
    client = client_for(None)
    for content, said in ((b"%PDF-" + b"x" * 10_000_000, "larger than 10 MB"), (b"", "The file is empty.")):
        answer = client.post(reverse("certificate-verify"), {"file": upload(content)})
        assert answer.status_code == 400 and said in text_of(answer)


def test_too_many_files_in_a_minute_are_refused(client_for: ClientFor) -> None:
    client = client_for(None)
    statuses = [
        client.post(reverse("certificate-verify"), {"file": upload(b"hello")}).status_code for _ in range(31)
    ]
    assert statuses == [200] * 30 + [429]


def test_the_certificate_is_published_with_its_fingerprint(
    client_for: ClientFor, signed: signing.SigningKey
) -> None:
    client = client_for(None)
    page = client.get(reverse("certificate-verify"))
    assert signed.fingerprint in text_of(page) and signed.name in text_of(page)
    pem = client.get(reverse("certificate-pem"))
    assert pem["Content-Type"] == "application/x-pem-file"
    assert signing.read_pem(pem.content) == [signed.certificate]


def test_earlier_certificates_stay_published(
    client_for: ClientFor, signed: signing.SigningKey, settings: Any, tmp_path: Any, now: Any
) -> None:
    (tmp_path / "old.p12").write_bytes(signing.make_trial_key("", now=now))
    old = signing.read_key(str(tmp_path / "old.p12"), "")
    assert old is not None
    (tmp_path / "old.pem").write_bytes(signing.pem([old.certificate]))
    settings.DOCUMENT_SIGNING_EARLIER = str(tmp_path / "old.pem")
    pem = client_for(None).get(reverse("certificate-pem"))
    assert signing.read_pem(pem.content) == [signed.certificate, old.certificate]


def test_a_signed_document_is_checked_by_the_command_with_and_without_the_registry(
    issue: Issue,
    market: Market,
    site_lot: Lot,
    signed: signing.SigningKey,
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = issue(market.seller_person, kinds.RETIREMENT, retired(market, site_lot))
    (tmp_path / "d.pdf").write_bytes(bytes_of(document))
    call_command("verify_document", str(tmp_path / "d.pdf"))
    said = capsys.readouterr().out
    assert said.startswith("VALID: ") and "They can never be used again." in said
    # A file that bears the registry's signature but was never issued: somebody else had the key.
    with override_settings(DOCUMENT_SIGNING_PKCS12=""):
        bare = issue(market.seller_person, kinds.HOLDING, market.holder)
    foreign = signing.sign(bytes_of(bare), signed, now=market.now)
    (tmp_path / "f.pdf").write_bytes(foreign)
    with pytest.raises(SystemExit) as left:
        call_command("verify_document", str(tmp_path / "f.pdf"))
    assert left.value.code == 1
    assert "no record of having issued it" in capsys.readouterr().out


def test_the_command_asks_the_registry_about_an_unsigned_document(
    certificate: IssuedDocument, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytes_of(certificate)
    (tmp_path / "d.pdf").write_bytes(content)
    call_command("verify_document", str(tmp_path / "d.pdf"))
    assert capsys.readouterr().out.startswith("VALID: This registry issued this file")
    place = content.index(b"quantity") + 11
    (tmp_path / "d.pdf").write_bytes(content + b"\n")
    with pytest.raises(SystemExit) as left:
        call_command("verify_document", str(tmp_path / "d.pdf"))
    assert left.value.code == 1 and "it was changed since, or made up" in capsys.readouterr().out
    (tmp_path / "d.pdf").write_bytes(content[:place] + b"9" + content[place + 1 :])
    with pytest.raises(SystemExit) as left:
        call_command("verify_document", str(tmp_path / "d.pdf"))
    assert left.value.code == 1


# --- settings ---------------------------------------------------------------------------------------------------------
def test_the_system_check_names_a_key_that_cannot_be_used(
    settings: Any, tmp_path: Any, now: Any, signed: signing.SigningKey
) -> None:
    assert checks.check_signing_key() == []
    settings.DOCUMENT_SIGNING_PASSPHRASE = "another"
    assert [one.id for one in checks.check_signing_key()] == ["certificates.E001"]
    settings.DOCUMENT_SIGNING_PKCS12 = str(tmp_path / "gone.p12")
    assert [one.id for one in checks.check_signing_key()] == ["certificates.E001"]
    (tmp_path / "soon.p12").write_bytes(signing.make_trial_key("", now=now, days=5))
    settings.DOCUMENT_SIGNING_PKCS12, settings.DOCUMENT_SIGNING_PASSPHRASE = str(tmp_path / "soon.p12"), ""
    assert [one.id for one in checks.check_signing_key()] == ["certificates.W002"]
    settings.DOCUMENT_SIGNING_PKCS12 = ""
    assert checks.check_signing_key() == []
    settings.SITE_ADDRESS = "https://registry.example.org"
    assert checks.check_site_address() == []
    settings.SITE_ADDRESS = ""
    assert [one.id for one in checks.check_site_address()] == ["certificates.W003"]


def test_a_trial_key_is_made_once_for_its_owner_alone(
    tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCUMENT_SIGNING_PASSPHRASE", "secret words")
    path = tmp_path / "key.p12"
    call_command("make_signing_key", "--out", str(path))
    assert "self-signed" in capsys.readouterr().out
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing.read_key(str(path), "secret words") is not None
    with pytest.raises(Exception, match="File exists"):
        call_command("make_signing_key", "--out", str(path))


# --- API --------------------------------------------------------------------------------------------------------------
def test_a_program_has_a_document_issued_and_reads_it(api_for: ApiFor, market: Market, site_lot: Lot) -> None:
    api = api_for(market.seller_person)
    wanted = {"kind": kinds.HOLDING, "subject": str(market.holder.public_id)}
    made = api.post(reverse("api-certificates"), wanted)
    assert made.status_code == 201 and made.json()["again"] is False
    assert api.post(reverse("api-certificates"), wanted).json() == {**made.json(), "again": True}
    shown = api.get(reverse("api-certificate", args=[made.json()["id"]])).json()
    assert shown["complete"] is True and shown["facts"]["holder"] == "Ironbark Family"
    assert shown["standing"]["holds"] is True
    public = api_for(None).get(reverse("api-certificate", args=[made.json()["id"]])).json()
    assert public["complete"] is False and public["facts"]["holder"] == "Name withheld"
    assert public["facts"]["total"] == {"lots": 1, "held": 100}
    listed = api.get(reverse("api-certificates")).json()
    assert [row["number"] for row in listed["results"]] == [made.json()["number"]]
    assert api_for(market.buyer_person).get(reverse("api-certificates")).json()["results"] == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "diploma", "subject": "5cbb9a5c-66a9-4f3a-9a56-b3e1de5a31a0"},
        {"kind": kinds.HOLDING, "subject": "x"},
        {"kind": kinds.HOLDING, "subject": "5cbb9a5c-66a9-4f3a-9a56-b3e1de5a31a0", "number": "C-1"},
    ],
)
def test_a_program_that_asks_for_nonsense_is_told_the_field(
    api_for: ApiFor, market: Market, sent: dict[str, Any]
) -> None:
    answer = api_for(market.seller_person).post(reverse("api-certificates"), sent)
    assert answer.status_code == 400 and answer.json()["findings"]


def test_lists_ask_as_many_queries_for_many_documents_as_for_one(
    client_for: ClientFor, issue: Issue, market: Market, site_lot: Lot
) -> None:
    client = client_for(market.seller_person)
    issue(market.seller_person, kinds.HOLDING, market.holder)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("certificate-list")).status_code == 200
        return len(queries)

    asked()
    few = asked()
    for quantity in (1, 2, 3):
        market.offer(site_lot, quantity)
        issue(market.seller_person, kinds.HOLDING, market.holder)
    assert asked() == few
