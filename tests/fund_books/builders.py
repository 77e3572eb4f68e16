"""Sites with a deposit, and the people of the trust who keep the books; agreements by direct creation."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from registry.actor import Actor
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement, OwnerShare
from registry.fund import ledger
from registry.fund.chart import DRAWN, FUND_BANK, PAYMENTS_PAYABLE, PRINCIPAL, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import SiteAccount
from registry.parties.models import Organisation
from registry.units import display_dollars
from tests.builders_agreements import actor
from tests.builders_people import Cast

_numbers = count(1)
DAY = date(2025, 9, 1)
"""The first deposit."""
TODAY = date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 1, tzinfo=UTC)


def officer(cast: Cast) -> Actor:
    """Who enters."""
    return actor(cast, "trust_officer")


def approver(cast: Cast) -> Actor:
    """Who approves."""
    return actor(cast, "trust_approver")


def second_approver(cast: Cast) -> Actor:
    """The officer of the cast, made an approver as well, for what two approvers do."""
    return actor(cast, "trust_officer")


def site(cast: Cast, *, deposit_cents: int = 0, on: date = DAY, **values: Any) -> SiteAccount:
    """A registered site of the landholder with an account, and its deposit where there is one."""
    owner: Organisation = cast.organisation(values.pop("landholder", "landholder"))
    number = next(_numbers)
    agreement = Agreement.objects.create(
        number=f"BS{90_000 + number}",
        state=agreement_states.PASSIVE,
        site_name=f"Site {number}",
        applicant=owner,
        trust=cast.organisation("trust"),
        title_reference=f"AB{number}",
        registered_on=date(2025, 7, 1),
        created_by=cast.person("landholder_signatory"),
    )
    OwnerShare.objects.create(agreement=agreement, organisation=owner, parts=1, valid_from=date(2025, 7, 1))
    account = SiteAccount.objects.create(
        agreement=agreement,
        **{
            "opened_on": date(2025, 7, 1),
            "credits_total": 613,
            "due_cents": 44_050_824,
            "threshold_cents": 35_240_660,
            "measure": "DEPOSITS",
            "regime": "PROPORTIONAL",
            **values,
        },
    )
    if deposit_cents:
        deposit(account, deposit_cents, on=on)
    return account


def deposit(account: SiteAccount, cents: int, *, on: date = DAY, posted_on: date | None = None) -> None:
    """Money into the site's account."""
    post(Posting(FUND_BANK, PRINCIPAL, cents, memo="Deposit", site_id=account.pk), on=on, posted_on=posted_on)
    account.deposited_cents += cents
    account.save(update_fields=["deposited_cents"])


def pay(account: SiteAccount, cents: int, *, on: date = DAY, posted_on: date | None = None) -> None:
    """A management payment: approved, then settled by the bank."""
    post(
        Posting(DRAWN, PAYMENTS_PAYABLE, cents, memo="Instalment", site_id=account.pk),
        Posting(PAYMENTS_PAYABLE, FUND_BANK, cents, memo="Bank file"),
        on=on,
        posted_on=posted_on,
    )


def post(
    *postings: Posting,
    on: date = DAY,
    posted_on: date | None = None,
    source: str = "opening",
    fund: str = STEWARDSHIP,
) -> None:
    """Post by hand."""
    with transaction.atomic():
        ledger.post(
            postings,
            fund=fund,
            source=source,
            cause=str(uuid4()),
            value_on=on,
            posted_on=posted_on or on,
            now=NOW,
            recorded_by_id=None,
        )


def dollars(cents: int) -> str:
    """As a person reads it."""
    return display_dollars(cents)
