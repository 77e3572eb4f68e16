"""At once: money recorded while the dealing settles, and several claims on one payment."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from typing import Any

import pytest
from django.db import connection, transaction

from credits.models import Transfer
from registry.findings import DomainError, InvalidInput
from registry.fund.models import Recovery, Settlement
from registry.fund.services import recoveries
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.fund_books import builders as books
from tests.fund_books.payments import paid_line
from tests.fund_settlements.ground import make_site

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
A_MOMENT = 0.5
"""Longer than recording money takes, in seconds."""


def test_no_money_is_recorded_for_a_dealing_that_settles_at_that_moment(cast: Cast) -> None:
    """What settled owing nothing would leave the money with nobody to give it back to."""
    site = make_site(cast)
    sale = site.sale(100, "2150.00")
    cast.person("trust_officer")
    approver = cast.person("registrar_approver")

    def recording() -> Any:
        try:
            return site.record(sale)
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Transfer.objects.filter(pk=sale.pk).update(
                state="settled", completed_by=approver, completed_at=site.market.now, new_lot=site.lot
            )
            recorded = other.submit(recording)
            with pytest.raises(StillWaiting):
                recorded.result(timeout=A_MOMENT)
        answer = recorded.result(timeout=30)
    assert (isinstance(answer, DomainError) and answer.code) == "settlement.not_waiting"
    assert not Settlement.objects.exists()


def test_claims_on_one_payment_at_once_never_come_to_more_than_it_was(cast: Cast) -> None:
    account = books.site(cast, deposit_cents=10_000_000)
    line = paid_line(cast, account, share_cents=1_000)
    officer = books.officer(cast)
    asked = {
        "agreement_id": str(account.agreement.public_id),
        "party_id": str(cast.organisation("landholder").public_id),
        "amount_cents": 600,
        "reason": "Paid twice.",
        "payment_line": str(line.public_id),
        "now": books.NOW,
    }
    results = all_at_once(*[lambda: recoveries.propose(actor=officer, **asked)] * 4)
    refused = [one for one in results if isinstance(one, InvalidInput)]
    assert [one.findings[0].code for one in refused] == ["recovery.above_the_payment"] * 3
    assert Recovery.objects.get().amount_cents == 600
