"""The demonstration from accepted reports to issued, sold and retired credits, with work left open for every role."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.web.cases.waiting import waiting_list
from credits.demo import people
from credits.lots.dealings import Retirement, Transfer
from credits.lots.models import Lot, Movement
from credits.lots.web.waiting import agreement_lines, dealing_lines
from credits.proof.models import LedgerCheck
from registry.agreements.models import Agreement, PlanCost
from registry.fees.models import FeeCharge, FeeKind
from registry.parties.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings: Any) -> str:
    """What the demonstration prints; its reports are not made, because nothing is committed in a test."""
    settings.DEMO = True
    settings.DEPOSIT_STEP = "credits.demo.deposit.PaidForDemonstration"
    out = StringIO()
    call_command("seed_demo", "--no-wait", stdout=out)
    return out.getvalue()


def titles_waiting(first_name: str, today: date) -> list[str]:
    user = User.objects.get(email=f"{first_name}@demo.example")
    actor = people.acting(user, today)
    lines = waiting_list(actor, today)[0] + agreement_lines(actor) + dealing_lines(actor, on=today)
    return [line["title"] for line in lines]


def test_the_demo_issues_sells_and_retires_credits_and_leaves_work_for_every_role(
    told: str, today: date
) -> None:
    assert {(one.number, one.state) for one in Agreement.objects.all()} == {
        ("DM00001", "passive"),
        ("BA99000001", "active"),
        (None, "negotiation"),
    }
    lots = Lot.objects.order_by("pk")
    held = lots.values_list("received", "available", "reserved", "ended", "moved_out", "status")
    assert list(held) == [
        (321, 121, 80, 0, 120, "issued"),
        (321, 281, 40, 0, 0, "issued"),
        (120, 35, 25, 0, 60, "issued"),
        (60, 0, 0, 60, 0, "retired"),
    ]
    # No money was paid, and the ledger says so for ever: once with the first transfer out of the agreement.
    moved = Movement.objects.filter(kind__in=["transfer", "retire"]).order_by("pk")
    assert list(moved.values_list("kind", "deposit_step", "fee_step")) == [
        ("transfer", "demonstrated", "done"),
        ("retire", "not_required", "not_set"),
    ]
    transfers = Transfer.objects.order_by("pk")
    assert [(one.state, one.quantity) for one in transfers] == [
        ("settled", 120),
        ("checked", 20),
        ("accepted", 30),
    ]
    retirements = Retirement.objects.order_by("pk")
    assert [(one.state, one.quantity) for one in retirements] == [("retired", 60), ("applied", 25)]
    retirement_fees = FeeCharge.objects.filter(kind=FeeKind.RETIREMENT)
    assert [fee.amount for fee in retirement_fees] == [None, None]
    years = set(PlanCost.objects.values_list("year", flat=True))
    assert years == {None, *range(1, 21)}

    waiting = {name: titles_waiting(name, today) for name in ("lachlan", "dylan", "rosa", "remy")}
    assert waiting == {
        "lachlan": ["Agreement Redgum Gully (demo) (no number yet)"],
        "dylan": [f"Offer of 40 credits of lot {lots[1].number}"],
        "rosa": [
            f"Transfer {transfers[2].transaction_number}",
            f"Retirement {retirements[1].transaction_number}",
        ],
        "remy": [f"Transfer {transfers[1].transaction_number}"],
    }
    for name in ("asha", "ravi", "amara", "tilly", "tess"):
        assert titles_waiting(name, today), name

    check = LedgerCheck.objects.get()
    assert (check.issued, check.available, check.reserved, check.retired) == (642, 437, 145, 60)
    assert check.differences == 0
    assert "0 differences" in told
    assert "no money was paid" in told
    assert told.count("@demo.example") == 11


def test_the_demo_is_refused_where_it_is_not_a_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
    assert not User.objects.exists()
