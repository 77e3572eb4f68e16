"""What of a document's facts anybody may read who has the number on the paper but no right to the document.

Names of organisations are shown as the public registers show them. Of a holding statement only what is held is told,
not what of it is reserved or pledged.
"""

from typing import Any

from credits.certificates.kinds import HOLDING
from credits.certificates.sealed import Facts
from registry.parties.models import NAME_WITHHELD, Organisation

NAMES = ("seller", "buyer", "holder")
WITHHELD_SUMS = frozenset({"available", "reserved", "pledged"})


def public_facts(facts: Facts) -> Facts:
    """The facts without what is not everybody's. One query. A name that no organisation bears today is withheld."""
    told = {name: facts[name] for name in NAMES if name in facts and facts[name] != NAME_WITHHELD}
    known = Organisation.objects.filter(name__in=told.values())
    public = {organisation.name: organisation.public_name for organisation in known}
    shown = facts | {name: public.get(value, NAME_WITHHELD) for name, value in told.items()}
    if facts["kind"] == HOLDING:
        shown |= {
            "lots": [_without_sums(row) for row in facts["lots"]],
            "classes": [_without_sums(row) for row in facts["classes"]],
            "total": _without_sums(facts["total"]),
        }
    return shown


def _without_sums(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WITHHELD_SUMS}
