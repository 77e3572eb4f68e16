"""Accounts of the tests: made up, no branch and no account of anybody."""

from typing import Any

from django.utils import timezone

from registry.fund.models import BankDetail
from registry.fund.services import payees

TYPED = {"bsb": "999 123", "account_number": "0471 8263", "title": "Ironbark Family Trust"}
NUMBER = "04718263"
MASKED = "•••263"
SECRETS = ("04718263", "0471 8263", "4718263", "999-123")


def enter(actor: Any, organisation: Any, **changes: Any) -> BankDetail:
    """Details entered by `actor` for the organisation."""
    made = payees.enter(
        actor=actor,
        key=changes.pop("key", ""),
        organisation_id=organisation.public_id,
        account=payees.read_account(**TYPED | changes),
        now=timezone.now(),
    )
    return BankDetail.objects.get(public_id=made["bank_detail_id"])


def verify(actor: Any, detail: BankDetail, how: str = "Called on the number on file.") -> BankDetail:
    """The same details, verified by `actor`."""
    payees.verify(actor=actor, detail_id=detail.public_id, verification=how, now=timezone.now())
    detail.refresh_from_db()
    return detail
