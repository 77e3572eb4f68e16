"""What of a document's facts anybody may read who has the number on the paper but no right to the document.

Names of organisations are shown as the public registers show them. Of a holding statement only what is held is told,
not what of it is reserved or pledged. Of a decision, what was decided and how many credits are required; of a payment
into the fund, for which credits it was and not its price.
"""

from typing import Any

from credits.certificates.kinds import DECISION, DISCHARGE, FUND, HOLDING
from credits.certificates.sealed import Facts
from registry.parties.models import NAME_WITHHELD, Organisation

NAMES = ("seller", "buyer", "holder", "developer")
OPEN_FACTS = {
    DECISION: frozenset(
        {
            "kind",
            "number",
            "reference",
            "applied_for",
            "decision",
            "consent",
            "development",
            "title",
            "pathway",
            "local_government_area",
            "developer",
            "authority",
            "decided_on",
            "lapses_on",
            "variation_permitted",
            "total",
        }
    ),
    FUND: frozenset(
        {
            "kind",
            "number",
            "obligation",
            "reference",
            "title",
            "authority",
            "developer",
            "trust",
            "trust_obligation",
            "received_on",
            "settled_on",
            "quantity",
        }
    ),
}
"""What of these kinds is everybody's."""
OPEN_LINE_FACTS = frozenset({"line", "class", "stage", "proposed", "required", "quantity"})
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
    if facts["kind"] in OPEN_FACTS:
        shown = {name: value for name, value in shown.items() if name in OPEN_FACTS[facts["kind"]]}
        shown["lines"] = [
            {name: value for name, value in row.items() if name in OPEN_LINE_FACTS} for row in facts["lines"]
        ]
    if facts["kind"] == DISCHARGE:
        shown["discharges"] = [row | {"by": _public_cause(row["by"])} for row in facts["discharges"]]
    return shown


def _public_cause(cause: str) -> str:
    """Numbers of retirements are on the public register; what else a discharge came by is words of somebody."""
    return cause if cause.startswith("Retirement ") else ""


def _without_sums(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WITHHELD_SUMS}
