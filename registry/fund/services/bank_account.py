"""The fund's own bank account, as bank files name it, and the day on which a file is processed.

The account is set by the operator (`FUND_BANK_*`); the demonstration and tests use one that exists nowhere. Holidays
are facts that an officer enters; a year without them is told, and the day is then not certain.
"""

from datetime import date

from django.conf import settings

from registry.findings import DomainError
from registry.fund.bank import business_days
from registry.fund.bank.business_days import BusinessDay
from registry.fund.bank.entries import Credit, FileHeader, credit_faults, header_faults
from registry.fund.models import BankHoliday, BankYear

PARTS = ("bank_code", "user_name", "user_id", "description", "bsb", "account_number", "remitter")


def require() -> dict[str, str]:
    """The account's parts. Raises DomainError where one is not set."""
    account = {part: str(settings.FUND_BANK_ACCOUNT.get(part, "")) for part in PARTS}
    if not all(account.values()):
        raise DomainError(
            "run.no_fund_account",
            "The fund's own bank account is not set, so no bank file can be made. The operator of this site sets it.",
        )
    return account


def header(processing_day: date) -> FileHeader:
    """The header of a file that is processed on that day. Raises DomainError where the account is not set or wrong."""
    account = require()
    made = FileHeader(
        bank_code=account["bank_code"],
        user_name=account["user_name"],
        user_id=account["user_id"],
        description=account["description"],
        processing_day=processing_day,
    )
    paid_from = Credit(
        bsb=account["bsb"],
        account_number=account["account_number"],
        title=account["remitter"],
        amount_cents=1,
        reference="OWN ACCOUNT",
        trace_bsb=account["bsb"],
        trace_account=account["account_number"],
        remitter=account["remitter"],
    )
    if any((*header_faults(made), *credit_faults(paid_from))):
        raise DomainError(
            "run.fund_account_wrong", "The fund's own bank account is not set as its bank gave it."
        )
    return made


def processing_day(day: date) -> BusinessDay:
    """That day when banks work on it, else the next one on which they do, and whether that is known for certain."""
    holidays = set(BankHoliday.objects.values_list("day", flat=True))
    found = business_days.on_or_after(day, holidays)
    complete = set(BankYear.objects.values_list("year", flat=True))
    passed = {year for year in range(day.year, found.day.year + 1)}
    return BusinessDay(found.day, tuple(sorted(passed - complete)))
