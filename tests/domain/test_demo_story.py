"""The demonstration from accepted reports to issued, sold and retired credits, with work left open for every role."""

import hashlib
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.web.cases.waiting import waiting_list
from credits.certificates.models import IssuedDocument
from credits.certificates.signing import make_trial_key
from credits.demo import fund_story, people
from credits.demo.market import Market
from credits.lots.dealings import Offer, Retirement, Transfer
from credits.lots.models import Lot, Movement
from credits.lots.web.waiting import agreement_lines, dealing_lines
from credits.market.models import Announcement, Commitment, Demand, Enquiry, Interest
from credits.market.web import waiting as enquiries_waiting
from credits.obligations.models import Application, Discharge, Obligation
from credits.proof.models import LedgerCheck
from credits.public.models import PublicChange
from registry.actor import system
from registry.agreements.models import Agreement, PlanCost
from registry.fees.models import FeeCharge, FeeKind
from registry.fund.models import AnnualReport, BankFile, PaymentRun, RunLine, Settlement, SiteAccount
from registry.fund.services import run_completing
from registry.parties.models import Organisation, User

pytestmark = pytest.mark.django_db


class Seen:
    """Who traded in the demonstration, kept when the fund's story was told."""

    market: Market


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found, reach = Seen(), fund_story.reach

    def keep(market: Market, *told: Any) -> None:
        found.market = market
        reach(market, *told)

    monkeypatch.setattr(fund_story, "reach", keep)
    return found


@pytest.fixture
def market(told: str, seen: Seen) -> Market:
    return seen.market


@pytest.fixture
def told(settings: Any, tmp_path: Path, seen: Seen) -> str:
    """What the demonstration prints; its reports are not made, because nothing is committed in a test."""
    key = tmp_path / "signing.p12"
    key.write_bytes(make_trial_key("", now=timezone.now()))
    settings.DOCUMENT_SIGNING_PKCS12, settings.DOCUMENT_SIGNING_PASSPHRASE = str(key), ""
    settings.VAR_DIR = tmp_path
    settings.DEMO = True
    out = StringIO()
    call_command("seed_demo", "--no-wait", stdout=out)
    return out.getvalue()


def titles_waiting(first_name: str, today: date) -> list[str]:
    user = User.objects.get(email=f"{first_name}@demo.example")
    actor = people.acting(user, today)
    lines = waiting_list(actor, today)[0] + agreement_lines(actor) + dealing_lines(actor, on=today)
    return [line["title"] for line in lines + enquiries_waiting.lines(actor, on=today)]


def test_the_demo_fills_the_registers_and_leaves_work_for_every_role(
    told: str, market: Market, today: date, tmp_path: Path
) -> None:
    """One run for all of it, because it takes a while."""
    credits_are_issued_sold_and_retired(told)
    work_is_left_for_every_role(told, today)
    the_market_has_entries(told)
    an_obligation_is_imposed_and_discharged(told)
    documents_are_signed_and_a_changed_byte_is_found(told, tmp_path)
    the_first_year_is_paid_and_its_papers_are_there(market, tmp_path)


def credits_are_issued_sold_and_retired(told: str) -> None:
    assert {(one.number, one.state) for one in Agreement.objects.all()} == {
        ("DM00001", "active"),
        ("BA99000001", "active"),
        (None, "negotiation"),
    }
    lots = Lot.objects.order_by("pk")
    held = lots.values_list("received", "available", "reserved", "ended", "moved_out", "status")
    assert list(held) == [
        (321, 0, 80, 0, 241, "issued"),
        (321, 0, 48, 0, 273, "issued"),
        (120, 11, 25, 0, 84, "issued"),
        (50, 0, 0, 0, 50, "issued"),
        (30, 0, 12, 0, 18, "issued"),
        (18, 18, 0, 0, 0, "issued"),
        (60, 0, 0, 60, 0, "retired"),
        (24, 0, 0, 24, 0, "retired"),
        (60, 0, 0, 0, 60, "issued"),
        (60, 0, 0, 60, 0, "retired"),
        (50, 0, 0, 50, 0, "retired"),
        (194, 0, 0, 0, 194, "issued"),
        (194, 0, 0, 194, 0, "retired"),
        (31, 31, 0, 0, 0, "issued"),
        (29, 29, 0, 0, 0, "issued"),
    ]
    # The deposit's share settles with what the landholder sells, and nothing is owed for what is sold on.
    moved = Movement.objects.filter(kind__in=["transfer", "retire"]).order_by("pk")
    assert list(moved.values_list("kind", "quantity", "price", "deposit_step", "fee_step")) == [
        ("transfer", 120, "1850.00", "done", "done"),
        ("transfer", 50, "2000.00", "done", "done"),
        ("transfer", 30, "1700.00", "done", "done"),
        ("transfer", 18, "1790.00", "not_required", "done"),
        ("retire", 60, "", "not_required", "not_set"),
        ("retire", 24, "", "not_required", "not_set"),
        ("transfer", 60, "1850.00", "done", "done"),
        ("retire", 60, "", "not_required", "not_set"),
        ("retire", 50, "", "not_required", "not_set"),
        ("transfer", 194, "2050.00", "done", "done"),
        ("retire", 194, "", "not_required", "not_set"),
        ("transfer", 31, "1650.00", "done", "done"),
        ("transfer", 29, "1650.00", "done", "done"),
    ]
    transfers = Transfer.objects.select_related("offer").order_by("pk")
    assert [(one.state, one.quantity, one.offer.channel) for one in transfers] == [
        ("settled", 120, "open_market"),
        ("settled", 50, "commitment"),
        ("settled", 30, "trust"),
        ("settled", 18, "resale"),
        ("checked", 20, "open_market"),
        ("accepted", 30, "open_market"),
        ("settled", 60, "own_buyer"),
        ("settled", 194, "own_buyer"),
        ("settled", 31, "own_buyer"),
        ("settled", 29, "own_buyer"),
    ]
    retirements = Retirement.objects.order_by("pk")
    assert [(one.state, one.quantity) for one in retirements] == [
        ("retired", 60),
        ("applied", 25),
        ("retired", 24),
        ("retired", 60),
        ("retired", 50),
        ("retired", 194),
    ]
    retirement_fees = FeeCharge.objects.filter(kind=FeeKind.RETIREMENT)
    assert [fee.amount for fee in retirement_fees] == [None] * 6
    check = LedgerCheck.objects.get()
    assert (check.issued, check.available, check.reserved, check.retired) == (642, 89, 165, 388)
    assert check.differences == 0
    assert "0 differences" in told
    assert "made-up money" in told
    site = SiteAccount.objects.get()
    assert (site.credits_total, site.credits_settled, site.threshold_reached_on) == (642, 514, site.opened_on)
    assert site.deposited_cents == round(Fraction(site.due_cents * 514, 642))
    assert site.deposited_cents >= site.threshold_cents > round(Fraction(site.due_cents * 513, 642))
    kept = Settlement.objects.order_by("pk").values_list("state", "quantity", "portion_cents")
    assert [(state, quantity) for state, quantity, _ in kept] == [
        ("settled", 120),
        ("settled", 50),
        ("settled", 30),
        ("settled", 60),
        ("settled", 194),
        ("settled", 31),
        ("settled", 29),
    ]
    assert sum(portion for _, _, portion in kept) == site.deposited_cents
    years = set(PlanCost.objects.values_list("year", flat=True))
    assert years == {None, *range(1, 21)}


def work_is_left_for_every_role(told: str, today: date) -> None:
    lots = Lot.objects.order_by("pk")
    transfers, retirements = Transfer.objects.order_by("pk"), Retirement.objects.order_by("pk")
    waiting = {name: titles_waiting(name, today) for name in ("lachlan", "dylan", "rosa", "remy")}
    assert waiting == {
        "lachlan": [
            "Agreement Redgum Gully (demo) (no number yet)",
            "Enquiry with Wallaby Creek Quarries (demo)",
        ],
        "dylan": [f"Offer of 40 credits of lot {lots[1].number}"],
        "rosa": [
            f"Transfer {transfers[5].transaction_number}",
            f"Retirement {retirements[1].transaction_number}",
        ],
        "remy": [f"Transfer {transfers[4].transaction_number}"],
    }
    for name in ("asha", "ravi", "amara", "tilly", "tess"):
        assert titles_waiting(name, today), name
    assert told.count("@demo.example") == 12


def an_obligation_is_imposed_and_discharged(told: str) -> None:
    obligation = Obligation.objects.get(application__isnull=False)
    assert obligation.state == "discharged"
    lines = obligation.lines.order_by("number")
    assert list(lines.values_list("proposed_quantity", "required", "discharged")) == [
        (181, 181, 181),
        (23, 24, 24),
        (79, 79, 79),
        (244, 244, 244),
        (24, 24, 24),
    ]
    found = Discharge.objects.filter(line__obligation=obligation).order_by("pk")
    assert list(found.values_list("line__number", "way", "quantity")) == [
        (2, "retirement", 24),
        (1, "retirement", 60),
        (4, "retirement", 50),
        (4, "retirement", 194),
        (1, "fund_payment", 121),
        (3, "fund_payment", 79),
        (5, "fund_payment", 24),
    ]
    assert [stage.state for stage in obligation.development.stages.all()] == ["commenced", "commenced"]
    taken_over = Obligation.objects.get(source="fund")
    assert (taken_over.holder.name, [line.outstanding for line in taken_over.lines.all()]) == (
        "Conservation Trust (demo)",
        [121, 79, 24],
    )
    loaded = Obligation.objects.filter(source="loaded").order_by("pk")
    assert [(one.holder.name, one.state) for one in loaded] == [
        ("Long Flat Solar (demo)", "in_force"),
        ("Wallaby Creek Quarries (demo)", "discharged"),
    ]
    assert (
        Application.objects.get(state="lodged").development.developer.name == "Wallaby Creek Quarries (demo)"
    )
    assert "Application without its report: refused." in told
    assert "before anything is discharged: refused, 2 lines in the way" in told


def the_market_has_entries(told: str) -> None:
    assert Interest.objects.get().quantity == 60
    assert Demand.objects.get().quantity == 110
    assert Enquiry.objects.get().messages.count() == 3
    promised = Commitment.objects.get()
    assert (promised.quantity, promised.state) == (50, "fulfilled")
    lots = list(Lot.objects.order_by("pk"))
    standing = Offer.objects.filter(buyer=None, state="open").order_by("pk")
    assert [(one.lot.number, one.remaining, one.price) for one in standing] == [
        (lots[0].number, 30, "1850.00"),
        (lots[4].number, 12, "1790.00"),
        (lots[1].number, 8, "2050.00"),
    ]
    announced = Announcement.objects.order_by("pk")
    assert [one.state for one in announced] == ["draft", "published"]
    assert f"Published to everybody at one moment: {announced[1].title}" in told
    named = Organisation.objects.filter(name_published=True).order_by("pk")
    assert [one.name for one in named] == [
        "Ironbark Hills Family Trust (demo)",
        "Wallaby Creek Quarries (demo)",
    ]
    changes = PublicChange.objects.order_by("number")
    assert f"publish_changes: {len(changes)} changes published." in told
    assert [one.number for one in changes] == list(range(1, len(changes) + 1))


def documents_are_signed_and_a_changed_byte_is_found(told: str, tmp_path: Path) -> None:
    kinds = IssuedDocument.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "transfer_confirmation",
        "retirement_certificate",
        "holding_statement",
        "agreement_summary",
        "decision_notice",
        "discharge_statement",
        "fund_statement",
    ]
    folder = tmp_path / "documents" / "certificates"
    numbers = []
    for document in IssuedDocument.objects.order_by("pk"):
        numbers.append(document.number)
        with document.file.open("rb") as issued:
            copy = folder / f"{document.number}-{document.kind.replace('_', '-')}.pdf"
            assert copy.read_bytes() == issued.read()
    assert "BEGIN CERTIFICATE" in (folder / "signing-certificate.pem").read_text()
    lines = [line for line in told.splitlines() if "verify_document" in line]
    assert len(lines) == 2
    assert f"{numbers[0]}-transfer-confirmation.pdf: exit 0, VALID" in lines[0]
    assert "one-byte-changed.pdf: exit 1, NOT VALID" in lines[1]


def the_first_year_is_paid_and_its_papers_are_there(market: Market, tmp_path: Path) -> None:
    run = PaymentRun.objects.get()
    assert (run.state, run.prepared_by, run.completed_at) == ("released", None, None)
    assert run.approved_by != run.released_by
    said: list[str] = []
    fund_story.finish(market, said.append)
    assert said == ["The payment run is released and not complete: no worker has done its job yet"]
    # What the worker does; nothing is committed in a test, so none was asked.
    run_completing.complete(
        run.pk, actor=system("worker"), on=market.today, now=timezone.now(), by_id=run.released_by_id
    )
    fund_story.finish(market, said.append)
    line = RunLine.objects.get()
    assert (line.base_index, line.due_index, line.management_year.year) == ("123.7", "123.7", 1)
    assert line.gross_cents == line.real_cents == 5_250_000
    folder = tmp_path / "documents" / "fund"
    file = BankFile.objects.get()
    assert hashlib.sha256((folder / "bank-file-1.aba").read_bytes()).hexdigest() == file.sha256
    assert file.total_cents == line.remit_cents
    for name in ("remittance-advice.pdf", "site-account-statement.pdf", "payment-schedule.pdf"):
        assert (folder / name).read_bytes().startswith(b"%PDF-"), name
    assert AnnualReport.objects.get().state == "draft"


def test_the_demo_is_refused_where_it_is_not_a_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
    assert not User.objects.exists()
