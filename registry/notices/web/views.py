"""The page of notices to one's organisations."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from registry.findings import DomainError
from registry.forms import SeeOther, key_of, new_key
from registry.notices import selectors
from registry.notices.services import reading

ROWS_A_PAGE = 25


@login_required
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices, newest first."""
    rows = selectors.visible_to(request.actor)  # type: ignore[attr-defined]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"page": page, "key": new_key()})


@login_required
@require_POST
def notice_read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one as read, and go back to the list."""
    try:
        reading.mark_read(
            actor=request.actor,  # type: ignore[attr-defined]
            key=key_of(request),
            notice_id=notice_id,
            now=timezone.now(),
        )
    except DomainError as refusal:
        if refusal.code != reading.READ_ALREADY:
            raise
        messages.info(request, refusal.message)
    return SeeOther(reverse("notice-list"))
