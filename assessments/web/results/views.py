"""The credits of a revision, and two revisions side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import selectors
from assessments.services import calculating
from assessments.services.comparing import compare
from assessments.services.method import parameters_for
from assessments.web.answers import actor_of, desk_for, desk_page
from assessments.web.charts import Bar, bar_chart
from assessments.web.results.compare_tables import changes_by_section, other_differences, zone_differences
from assessments.web.results.credit_tables import CreditTables, LineGroup, credit_tables
from assessments.web.results.stored import result_of
from assessments.web.vegetation.frame import page, section_address
from registry.findings import DomainError, NotVisible, errors, warnings
from registry.forms import SeeOther, key_of


@desk_page("GET", "POST")
def credits_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Every credit with its formula; POST calculates and stores."""
    desk = desk_for(request, revision_id)
    address = reverse("credits-page", args=[revision_id])
    refused: DomainError | None = None
    if request.method == "POST":
        desk.require_editable()
        try:
            made = calculating.calculate(
                actor=actor_of(request), key=key_of(request), revision_id=desk.revision.pk
            )
        except DomainError as refusal:
            if refusal.code != "calculation.refused":
                raise
            refused = refusal
        else:
            messages.success(request, f"Calculation {made['version']} is stored.")
            return SeeOther(address)
    result = result_of(desk.revision)
    tables = credit_tables(result.outcome, parameters_for(desk.revision.release))
    context = page(
        desk,
        ("Credits", ""),
        result=result,
        outcome=result.outcome,
        tables=tables,
        chart=credits_chart(tables),
        refused=refused,
        blocking=errors(result.outcome.findings),
        doubts=warnings(result.outcome.findings),
        facts_address=section_address(desk.revision, "facts"),
        earlier=list(desk.revision.calculations.select_related("calculated_by")[:10]),
    )
    status = refused.status if refused else 200
    return render(request, "assessments/results/credits.html", context, status=status)


def credits_chart(tables: CreditTables) -> str:
    """Credits of each community and each species, on one scale."""

    def name_of(group: LineGroup, *, kind: str) -> str:
        return f"PCT {group.key}{kind}" if kind != "species" else group.name

    bars = [
        Bar(name_of(group, kind=kind), float(group.credits), str(group.credits), tone=tone)
        for groups, kind, tone in (
            (tables.ecosystem, "", "current"),
            (tables.trees, ", scattered trees", "current"),
            (tables.species, "species", "future"),
        )
        for group in groups
        if group.complete
    ]
    if len(bars) < 2:
        return ""
    return bar_chart(
        title="Credits by community and species", bars=bars, maximum=max(bar.value for bar in bars)
    )


@desk_page("GET")
def revision_compare(request: HttpRequest, revision_id: UUID, other_id: UUID) -> HttpResponse:
    """What changed from the other revision to this one, and what it did to scores and credits."""
    desk = desk_for(request, revision_id)
    other = selectors.revision_for(actor_of(request), other_id)
    if other.assessment_id != desk.revision.assessment_id or other.pk == desk.revision.pk:
        raise NotVisible("revision to compare with")
    old, new = sorted((other, desk.revision), key=lambda revision: revision.number)
    before, after = result_of(old), result_of(new)
    context = page(
        desk,
        (f"Revision {old.number} and {new.number}", ""),
        old=old,
        new=new,
        before=before,
        after=after,
        sections=changes_by_section(compare(old, new)),
        zones=zone_differences(before.outcome, after.outcome),
        others=other_differences(before.outcome, after.outcome),
    )
    return render(request, "assessments/results/compare.html", context)
