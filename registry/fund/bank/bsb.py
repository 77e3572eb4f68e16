"""The shape of a bank account: BSB, account number and title, and how an account number is shown.

Shape only: whether a BSB is a real branch is not known here. Pure: no Django, no clock, no I/O.
"""

import re

from registry.findings import Finding
from registry.fund.bank import layout

FEWEST_DIGITS = 2
MOST_DIGITS = 9
LONGEST_TITLE = layout.DETAIL.column("title").width

_BSB = re.compile(r"[0-9]{3}-[0-9]{3}")
_ACCOUNT_NUMBER = re.compile(rf"[0-9]{{{FEWEST_DIGITS},{MOST_DIGITS}}}")
_NO_BRANCH = frozenset({"000-000", layout.TOTAL_BSB})


def tidy_bsb(text: str) -> str:
    """A typed BSB in the file's form: `062000` and `062 000` become `062-000`. Anything else comes back trimmed."""
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"[0-9]{6}", digits):
        return f"{digits[:3]}-{digits[3:]}"
    return text.strip()


def tidy_account_number(text: str) -> str:
    """A typed account number without blanks and hyphens. Zeros in front belong to it and stay."""
    return re.sub(r"[\s-]", "", text)


def bsb_fault(bsb: str) -> str:
    """What is wrong with a BSB in the file's form, as the end of a sentence; empty when nothing is."""
    if not _BSB.fullmatch(bsb):
        return "has to be six digits with a hyphen in the middle, for example 062-000"
    return f"{bsb} is not a branch" if bsb in _NO_BRANCH else ""


def account_number_fault(account_number: str) -> str:
    """What is wrong with an account number, as the end of a sentence; empty when nothing is."""
    if not _ACCOUNT_NUMBER.fullmatch(account_number):
        return f"has to be {FEWEST_DIGITS} to {MOST_DIGITS} digits"
    return "may not be all zeros" if not account_number.strip("0") else ""


def text_fault(text: str, width: int) -> str:
    """What is wrong with a text for `width` columns, as the end of a sentence; empty when nothing is."""
    if not text.strip():
        return "may not be blank"
    if strange := sorted(set(text) - layout.PERMITTED):
        return f"has characters the bank does not take: {' '.join(map(_shown, strange))}"
    if text != text.strip():
        return "may not begin or end with a blank"
    return f"has {len(text)} characters, {width} fit" if len(text) > width else ""


def account_findings(*, bsb: str, account_number: str, title: str) -> tuple[Finding, ...]:
    """What is wrong with the details of a payee's account, by field; empty when nothing is."""
    faults = (
        ("bsb", "The BSB", bsb_fault(bsb)),
        ("account_number", "The account number", account_number_fault(account_number)),
        ("title", "The account title", text_fault(title, LONGEST_TITLE)),
    )
    return tuple(
        Finding(f"bank.account.{field}", f"{label} {fault}.", field)
        for field, label, fault in faults
        if fault
    )


def masked(account_number: str) -> str:
    """The account number for a screen: its last three digits, and never more than half of it."""
    shown = min(3, len(account_number) // 2)
    return "•••" + (account_number[-shown:] if shown else "")


def _shown(character: str) -> str:
    return character if character.isprintable() and character != " " else f"U+{ord(character):04X}"
