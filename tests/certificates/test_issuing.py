"""Issuing documents: what each states, who may have it made, and that the same one is given again."""

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.test import override_settings
from django.utils import timezone

from credits.certificates import kinds
from credits.certificates.models import IssuedDocument
from credits.certificates.papers.drawing import draw
from credits.certificates.papers.writing import paper_of
from credits.certificates.sealed import Label, facts_sha256, unseal
from credits.certificates.services import issuing
from credits.models import Lot
from registry.agreements.models import Agreement
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.parties.models import Organisation, User
from tests.builders_ledger import ISSUED_ON
from tests.certificates.conftest import Issue, bytes_of, retired
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db


def read(document: IssuedDocument) -> str:
    """Everything printed, spaces folded."""
    pages = pypdf.PdfReader(io.BytesIO(bytes_of(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def carried(document: IssuedDocument) -> Any:
    return unseal(pypdf.PdfReader(io.BytesIO(bytes_of(document))).attachments["facts.json"][0])


def test_a_transfer_confirmation_states_both_sides_lots_price_and_value(
    issue: Issue, market: Market, site_lot: Lot
) -> None:
    transfer = market.settled_transfer(site_lot, 10)
    document = issue(market.buyer_person, kinds.TRANSFER, transfer)
    assert transfer.new_lot is not None
    text = read(document)
    for stated in (
        transfer.transaction_number,
        site_lot.number,
        transfer.new_lot.number,
        "Ironbark Family",
        "Quarry Holdings",
        "$1,250.50",
        "$12,505.00",
        "BS9002",
        "Hunter-Macleay Dry Sclerophyll Forests <50%",
        f"{market.today:%d/%m/%Y}",
        document.number,
        document.facts_sha256,
        "Not the official register",
        "Page 1 of 1",
        "Not signed electronically",
    ):
        assert stated in text
    assert document.facts["value_cents"] == 1_250_500
    assert document.facts["put_back"] == 0


def test_a_retirement_certificate_states_public_facts_alone(
    issue: Issue, market: Market, site_lot: Lot
) -> None:
    retirement = retired(market, site_lot)
    text = read(issue(market.seller_person, kinds.RETIREMENT, retirement))
    for stated in (
        "12 credits are retired. These credits can never be used again.",
        "Planning approval or vegetation clearing approval",
        "DA 1/2026 (made up)",
        "Singleton",
        retirement.new_lot.number,
        "Name withheld",
    ):
        assert stated in text
    assert "Ironbark Family" not in text


def test_a_holding_statement_adds_up_to_the_ledger(issue: Issue, market: Market, site_lot: Lot) -> None:
    market.offer(site_lot, 30)
    market.lot(250)
    document = issue(market.seller_person, kinds.HOLDING, market.holder)
    held = sum(lot.held for lot in Lot.objects.filter(holder__organisation=market.holder))
    total = document.facts["total"]
    assert total == {"lots": 2, "available": 320, "reserved": 30, "pledged": 0, "held": 350}
    assert held == 350
    assert sum(row["held"] for row in document.facts["lots"]) == 350
    assert sum(row["held"] for row in document.facts["classes"]) == 350
    assert "Ironbark Family held 350 credits in 2 lots" in read(document)


def test_a_holding_statement_of_a_past_day_tells_what_was_held_then(
    issue: Issue, market: Market, site_lot: Lot
) -> None:
    market.settled_transfer(site_lot, 10)
    document = issue(market.seller_person, kinds.HOLDING, market.holder, as_on=ISSUED_ON)
    assert document.facts["total"] == {"lots": 1, "held": 100}
    today = issue(market.seller_person, kinds.HOLDING, market.holder)
    assert today.facts["total"]["held"] == 90
    before = issue(market.seller_person, kinds.HOLDING, market.holder, as_on=ISSUED_ON - timedelta(days=1))
    assert before.facts["total"] == {"lots": 0, "held": 0}
    assert "No credits were held." in read(before)


def test_a_holding_statement_of_a_day_to_come_is_refused(issue: Issue, market: Market) -> None:
    with pytest.raises(InvalidInput) as refused:
        issue(market.seller_person, kinds.HOLDING, market.holder, as_on=market.today + timedelta(days=1))
    assert [finding.field for finding in refused.value.findings] == ["as_on"]


def test_an_agreement_summary_adds_up_and_names_no_owner(
    issue: Issue, market: Market, site_lot: Lot, agreement: Agreement
) -> None:
    retired(market, site_lot, 12)
    market.settled_transfer(site_lot, 10)
    document = issue(market.seller_person, kinds.AGREEMENT, agreement)
    assert document.facts["total"] == {"issued": 100, "held": 88, "retired": 12, "cancelled": 0}
    assert [row["credits"] for row in document.facts["lots"]] == [78, 12, 10]
    text = read(document)
    assert "BS9002" in text and "Cessnock" in text and "123.45 ha" in text
    for withheld in ("Ironbark Family", "Ironbark Ridge", "Quarry Holdings", "AB123456"):
        assert withheld not in text


def test_the_file_carries_its_own_facts_and_their_hash(certificate: IssuedDocument) -> None:
    sealed = carried(certificate)
    assert sealed.facts == certificate.facts
    assert sealed.facts_sha256 == certificate.facts_sha256 == facts_sha256(certificate.facts)
    assert sealed.label == Label(
        certificate.number,
        "retirement_certificate",
        str(certificate.public_id),
        certificate.issued_at.isoformat(),
        f"http://127.0.0.1/certificates/{certificate.public_id}/",
    )


def test_the_same_facts_give_the_same_bytes(certificate: IssuedDocument) -> None:
    again = draw(
        paper_of(certificate.facts),
        label=carried(certificate).label,
        facts=certificate.facts,
        issued_at=certificate.issued_at,
        issued_words=f"{timezone.localtime(certificate.issued_at):%d/%m/%Y, %H:%M} (Sydney)",
        signer=None,
    )
    assert again == bytes_of(certificate)


def test_an_unchanged_thing_gets_the_same_document_again(issue: Issue, market: Market, site_lot: Lot) -> None:
    first = issue(market.seller_person, kinds.HOLDING, market.holder)
    assert issue(market.registrar, kinds.HOLDING, market.holder) == first
    market.offer(site_lot, 1)
    changed = issue(market.seller_person, kinds.HOLDING, market.holder)
    assert changed != first
    assert changed.facts["total"]["reserved"] == 1
    assert IssuedDocument.objects.count() == 2


def test_a_document_is_made_anew_once_documents_are_signed(
    issue: Issue, market: Market, site_lot: Lot, request: pytest.FixtureRequest
) -> None:
    retirement = retired(market, site_lot)
    bare = issue(market.seller_person, kinds.RETIREMENT, retirement)
    key = request.getfixturevalue("signed")
    signed = issue(market.seller_person, kinds.RETIREMENT, retirement)
    assert signed != bare
    assert signed.facts == bare.facts
    assert (bare.signer_fingerprint, signed.signer_fingerprint) == ("", key.fingerprint)
    assert "Signed electronically by Open biodiversity credit registry, trial key" in read(signed)


def test_each_document_has_a_number_of_its_own_and_an_event(
    issue: Issue, market: Market, site_lot: Lot
) -> None:
    one = issue(market.seller_person, kinds.RETIREMENT, retired(market, site_lot, 1))
    two = issue(market.seller_person, kinds.RETIREMENT, retired(market, site_lot, 2))
    assert one.number == f"C-{one.pk:07d}"
    assert int(two.number[2:]) == int(one.number[2:]) + 1
    event = AuditEvent.objects.filter(action="document.issue").latest("pk")
    assert event.chain.kind == "agreement"
    assert f'"number":"{two.number}"' in event.body and f'"file_sha256":"{two.file_sha256}"' in event.body


def test_an_issued_document_cannot_be_changed(certificate: IssuedDocument) -> None:
    with pytest.raises(Exception, match="append-only"):
        IssuedDocument.objects.filter(pk=certificate.pk).update(number="C-9999999")


@pytest.mark.parametrize("kind", [kinds.TRANSFER, kinds.RETIREMENT])
def test_a_dealing_that_is_not_completed_gets_no_document(
    issue: Issue, market: Market, site_lot: Lot, kind: str
) -> None:
    made = {kinds.TRANSFER: market.checked_transfer, kinds.RETIREMENT: market.checked_retirement}
    with pytest.raises(DomainError, match="not completed"):
        issue(market.seller_person, kind, made[kind](site_lot, 5))
    assert not IssuedDocument.objects.exists()


def test_an_agreement_that_is_not_registered_gets_no_summary(
    issue: Issue, market: Market, trust: Organisation
) -> None:
    early = Agreement.objects.create(
        site_name="Early", applicant=market.holder, trust=trust, created_by=market.seller_person
    )
    with pytest.raises(DomainError, match="not registered"):
        issue(market.seller_person, kinds.AGREEMENT, early)


def test_the_auditor_has_no_document_made(issue: Issue, market: Market, site_lot: Lot, auditor: User) -> None:
    with pytest.raises(NotAllowed):
        issue(auditor, kinds.HOLDING, market.holder)


def test_who_does_not_see_a_thing_gets_no_document_of_it(
    issue: Issue,
    market: Market,
    site_lot: Lot,
    agreement: Agreement,
    stranger: User,
    other_landholder_signatory: User,
    trust_officer: User,
) -> None:
    transfer = market.settled_transfer(site_lot, 10)
    retirement = retired(market, site_lot)
    wanted = {
        kinds.TRANSFER: transfer,
        kinds.RETIREMENT: retirement,
        kinds.HOLDING: market.holder,
        kinds.AGREEMENT: agreement,
    }
    for person in (stranger, other_landholder_signatory):
        for kind, thing in wanted.items():
            with pytest.raises(NotVisible):
                issue(person, kind, thing)
    for kind in (kinds.RETIREMENT, kinds.HOLDING, kinds.AGREEMENT):
        with pytest.raises(NotVisible):  # the buyer sees its transfer and nothing else of the seller's
            issue(market.buyer_person, kind, wanted[kind])
    with pytest.raises(
        NotVisible
    ):  # the trust sees the lots of its agreements, not what their holder has elsewhere
        issue(trust_officer, kinds.HOLDING, market.holder)
    assert issue(trust_officer, kinds.TRANSFER, transfer).kind == kinds.TRANSFER


def test_an_unknown_kind_or_id_is_refused_in_words(market: Market) -> None:
    clock = {"today": market.today, "now": market.now}
    actor = market.actor(market.seller_person)
    with pytest.raises(InvalidInput, match="corrected"):
        issuing.issue(actor=actor, kind="diploma", subject=str(market.holder.public_id), **clock)
    with pytest.raises(NotVisible):
        issuing.issue(actor=actor, kind=kinds.HOLDING, subject="not an id", **clock)


def test_nothing_goes_out_unsigned_where_the_key_cannot_be_used(
    issue: Issue, market: Market, site_lot: Lot, tmp_path: Any
) -> None:
    gone = override_settings(DOCUMENT_SIGNING_PKCS12=str(tmp_path / "gone.p12"))
    with gone, pytest.raises(DomainError, match="cannot be signed"):
        issue(market.seller_person, kinds.HOLDING, market.holder)
    assert not IssuedDocument.objects.exists()
