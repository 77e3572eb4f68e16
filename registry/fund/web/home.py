"""The first page of payments: a holder's sites and what to do, and what waits at the trust."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, today
from registry.actor import Actor
from registry.fund.papers.words import RUNS
from registry.fund.selectors import home as selectors
from registry.fund.selectors.papers import financial_year_of
from registry.fund.selectors.payees import hold_reason
from registry.parties.models import Organisation

LINKS = {
    "settlements": ("settlement-list", ""),
    "payees": ("payee-list", ""),
    "reports": ("annual-report-list", "?show=with_trust"),
    "overdue": ("annual-report-list", "?show=overdue"),
    "runs": ("run-list", ""),
    "results": ("fund-results", ""),
    "recoveries": ("recovery-list", ""),
}
"""Where each thing that waits is dealt with: route and query. Sites on hold are listed one by one."""


@desk_page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Everybody who has signed in; each sees what concerns them."""
    actor, on = actor_of(request), today()
    held = selectors.held_sites(actor) if actor.organisation_ids else []
    context: dict[str, Any] = {
        "held": held,
        "to_do": to_do(actor, held, on=on) if held else [],
        "year": financial_year_of(on),
        "trail": [("Payments", "")],
    }
    if held:
        context["holders"] = Organisation.objects.filter(pk__in=actor.organisation_ids).order_by("name")
    if selectors.is_office(actor):
        run = selectors.last_run()
        context |= {
            "office": True,
            "waits": [
                {"label": one.label, "count": one.count, "url": link_of(one.code)}
                for one in selectors.waits(actor, today=on)
            ],
            "sums": selectors.sums(actor),
            "holds": selectors.sites_on_hold(actor),
            "run": run,
            "run_state": RUNS[run.state] if run else "",
        }
    return render(request, "fund/home.html", context)


def link_of(code: str) -> str:
    """Where a kind of thing that waits is dealt with; empty where it has no list."""
    if code not in LINKS:
        return ""
    route, query = LINKS[code]
    return reverse(route) + query


def to_do(actor: Actor, held: list[selectors.HeldSite], *, on: date) -> list[dict[str, str]]:
    """What the holder has to do, overdue reports first, then bank details."""
    found = []
    for year in selectors.reports_due(held, today=on):
        late = "was" if year.report_due_on < on else "is"
        found.append(
            {
                "text": f"The report of year {year.year} of {year.site.agreement} {late} due on "
                f"{year.report_due_on:%d/%m/%Y}.",
                "url": reverse("annual-report", args=[year.public_id]),
                "action": "Report",
            }
        )
    reasons = hold_reason(actor.organisation_ids, on)
    for organisation in Organisation.objects.filter(pk__in=reasons).order_by("name"):
        text = f"{organisation.name}: {reasons[organisation.pk][1]} Payments are held until they can be used."
        url = reverse("payee-page", args=[organisation.public_id])
        found.append({"text": text, "url": url, "action": "Bank details"})
    return found
