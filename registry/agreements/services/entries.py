"""Reading what a person typed into the forms of an agreement, and naming what is wrong with it field by field."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from registry import entries
from registry.findings import Finding
from registry.parties.models import Organisation, OrganisationKind

LARGEST_SHARE_PARTS = 1_000_000

ABOUT = "agreement"
text = partial(entries.text, about=ABOUT)
choice = partial(entries.choice, about=ABOUT)
area_m2 = partial(entries.area_m2, about=ABOUT)
organisation = partial(entries.organisation, about=ABOUT)


def shares(
    findings: list[Finding], value: Sequence[Sequence[Any]], *, field: str = "shares"
) -> list[tuple[Organisation, int]]:
    """Owners with their parts; a share is parts over the sum of all parts, so the shares always add up to one.

    Each owner is a landholder organisation, named once, with a whole number of parts from 1 on.
    """
    owners: list[tuple[Organisation, int]] = []
    if not value:
        findings.append(Finding("agreement.shares.missing", "Name at least one owner of the land.", field))
    for row, entry in enumerate(value, start=1):
        pair = list(entry) if isinstance(entry, (list, tuple)) and len(entry) == 2 else [None, None]
        before = len(findings)
        owner = organisation(
            findings, pair[0], kind=OrganisationKind.LANDHOLDER, field=field, called="each owner"
        )
        parts = pair[1]
        if isinstance(parts, bool) or not isinstance(parts, int) or not 1 <= parts <= LARGEST_SHARE_PARTS:
            message = (
                f"Owner {row}: enter the parts owned as a whole number from 1 to {LARGEST_SHARE_PARTS:,}."
            )
            findings.append(Finding("agreement.shares.not_a_number", message, field, row=row))
        if owner is not None and owner in [known for known, _ in owners]:
            message = f"Owner {row}: {owner} is named twice. Enter all its parts in one line."
            findings.append(Finding("agreement.shares.twice", message, field, row=row))
        if owner is not None and isinstance(parts, int) and len(findings) == before:
            owners.append((owner, parts))
    return owners
