"""On the page of a retirement: for which lines of obligations it is, and why its credits serve them."""

from typing import Any

from django import template

from credits.lots.dealings import Retirement
from credits.obligations.models import Claim
from credits.obligations.selectors import visible
from registry.actor import Actor

register = template.Library()

TAGS = {
    "pending": ("on its way", "doing"),
    "discharged": ("discharged", "done"),
    "released": ("free again", "none"),
}
ANSWERS = {"yes": ("met", "done"), "no": ("not met", "problem"), "open": ("open", "doing")}


@register.inclusion_tag("obligations/discharge/claims.html", takes_context=True)
def claimed_lines(context: template.Context, dealing: Any) -> dict[str, Any]:
    """The claims of a retirement; nothing for other dealings. An obligation is named to all who see the retirement, and
    a link leads to it for who may read it. Two queries."""
    if not isinstance(dealing, Retirement):
        return {"claims": []}
    rows = Claim.objects.filter(retirement=dealing).select_related("line__obligation", "line__credit_class")
    claims = list(rows)
    actor = context.get("actor")
    readable: set[int] = set()
    if claims and isinstance(actor, Actor):
        ids = {claim.line.obligation_id for claim in claims}
        readable = set(visible.obligations(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return {"claims": [_shown(claim, readable) for claim in claims]}


def _shown(claim: Claim, readable: set[int]) -> dict[str, Any]:
    text, kind = TAGS[claim.state]
    return {
        "claim": claim,
        "tag": {"text": text, "kind": kind},
        "may_read": claim.line.obligation_id in readable,
        "tests": [{**test, "tag": ANSWERS[test["answer"]]} for test in claim.ruling["reasons"]],
    }
