"""Pages that show people: the registrar's lists, and the public register of accredited assessors."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from registry.parties import selectors
from registry.parties.policies import may_change_person, may_manage_people

ROWS_PER_PAGE = 50


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The public register of accredited assessors (N19)."""
    search = request.GET.get("search", "").strip()[:80]
    today = timezone.localdate()
    entries = selectors.accreditation_register(on=today, search=search)
    page = Paginator(entries, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/register.html", {"page": page, "search": search, "today": today})


@login_required
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has signed up, for the registrar and the auditor."""
    search = request.GET.get("search", "").strip()[:80]
    found = selectors.people(request.actor, search=search)  # type: ignore[attr-defined]
    today = timezone.localdate()
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "person": person,
            "roles": [
                role
                for role in person.role_assignments.all()
                if role.valid_to is None or role.valid_to >= today
            ],
            "accreditations": [
                (accreditation, selectors.status_on(accreditation, today))
                for accreditation in person.accreditations.all()
            ],
        }
        for person in page.object_list
    ]
    return render(request, "people/people_list.html", {"page": page, "rows": rows, "search": search})


@login_required
@require_GET
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person: roles and accreditations, with what the registrar may do."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.person(actor, public_id)
    today = timezone.localdate()
    decision = may_change_person(actor, found.pk)
    accreditations = [
        {
            "row": accreditation,
            "status": selectors.status_on(accreditation, today),
            "open_suspension": next(
                (item for item in accreditation.suspensions.all() if item.lifted_on is None), None
            ),
            "suspensions": accreditation.suspensions.all(),
        }
        for accreditation in found.accreditations.all()
    ]
    roles = [
        {"row": role, "current": role.valid_to is None or role.valid_to >= today}
        for role in found.role_assignments.all()
    ]
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "roles": roles,
            "accreditations": accreditations,
            "memberships": found.memberships.select_related("organisation"),
            "may_change": decision.allowed,
            "why_not": decision.reason,
        },
    )


@login_required
@require_GET
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations, for the registrar and the auditor."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.organisations(actor)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_manage = may_manage_people(actor).allowed
    return render(request, "people/organisation_list.html", {"page": page, "may_manage": may_manage})


@login_required
@require_GET
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One organisation and its members, for the registrar and the auditor."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.organisation(actor, public_id)
    members = sorted((membership.user for membership in found.memberships.all()), key=lambda user: user.name)
    return render(
        request,
        "people/organisation.html",
        {"organisation": found, "members": members, "may_manage": may_manage_people(actor).allowed},
    )
