"""Importing the published register: the list, two files, what was found in them, and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credits.registers import policies, selectors
from credits.registers.fact_words import in_words
from credits.registers.models import RegisterImport, RegisterRemark
from credits.registers.services import staging
from credits.registers.web.forms import ImportForm
from registry.actor import Actor
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.forms import SeeOther, add_findings, key_of, new_key
from registry.jobs.models import FAILED, UNFINISHED

ROWS_A_PAGE = 50
KINDS = {
    RegisterRemark.REFUSED: "Refused",
    RegisterRemark.DOUBTFUL: "Doubtful",
    RegisterRemark.REPAIRED: "Repaired",
}
TAGS = {
    RegisterImport.READING: ("being read", "doing"),
    RegisterImport.STAGED: ("waits for a decision", "todo"),
    RegisterImport.REPLAYED: ("replayed", "done"),
    RegisterImport.REFUSED: ("refused", "problem"),
    RegisterImport.DISCARDED: ("discarded", "none"),
}
FILES = {"supply": "Supply", "transactions": "Transactions"}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Register imports", reverse("register-imports")), *last]


def _tag(found: RegisterImport) -> tuple[str, str]:
    """The state in words and its colour."""
    if found.job is not None and found.job.state == FAILED and found.state in ("reading", "staged"):
        return ("not read" if found.state == RegisterImport.READING else "not replayed"), "problem"
    if is_replaying(found):
        return "being replayed", "doing"
    return TAGS[found.state]


def is_replaying(found: RegisterImport) -> bool:
    """Is a job at work on the ledger for it?"""
    job = found.job
    return (
        found.state == RegisterImport.STAGED
        and job is not None
        and job.kind == staging.REPLAY
        and job.state in UNFINISHED
    )


@never_cache
@login_required
@require_http_methods(["GET"])
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    actor = _actor(request)
    page = Paginator(selectors.imports(actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(found, _tag(found)) for found in page],
        "may_import": policies.may_import(actor).allowed,
        "trail": [("Register imports", "")],
    }
    return render(request, "registers/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Send the two files in."""
    actor = _actor(request)
    decision = policies.may_import(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    form, status = ImportForm(), 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 400
        if form.is_valid():
            try:
                files = [staging.uploaded(kind, form.cleaned_data[kind]) for kind in staging.KINDS]
                made = staging.stage(actor=actor, key=key_of(request), files=files)
            except (NotVisible, NotAllowed):
                raise
            except DomainError as refusal:
                status = refusal.status
                if isinstance(refusal, InvalidInput):
                    add_findings(form, refusal.findings)
                else:
                    form.add_error(None, ValidationError(refusal.message, refusal.code))
            else:
                return SeeOther(reverse("register-import", args=[made["id"]]))
    context = {"form": form, "key": new_key(), "trail": _trail(("Import the register", ""))}
    return render(request, "registers/new.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET"])
def import_page(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """One import: progress while it is read, then its facts and what was refused, repaired or is doubtful."""
    found = selectors.import_for(_actor(request), import_id)
    return _import_page(request, found)


def _import_page(
    request: HttpRequest, found: RegisterImport, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    counts = selectors.remark_counts(found)
    view = request.GET.get("show", "")
    if view not in KINDS:
        view = next((kind for kind in KINDS if counts[kind]), RegisterRemark.REFUSED)
    page = Paginator(selectors.remarks(found, view), ROWS_A_PAGE).get_page(request.GET.get("page"))
    working = found.job is not None and found.job.state in UNFINISHED
    failed = found.job is not None and found.job.state == FAILED and found.state in ("reading", "staged")
    context: dict[str, Any] = {
        "import": found,
        "tag": _tag(found),
        "job": found.job,
        "working": working,
        "failed": failed,
        "replaying": is_replaying(found),
        "files": [(FILES[file.kind], file) for file in found.files.order_by("kind")],
        "facts": in_words(found.facts),
        "views": [(kind, label, counts[kind]) for kind, label in KINDS.items()],
        "view": view,
        "view_label": KINDS[view],
        "page": page,
        "may_decide": policies.may_import(_actor(request)).allowed,
        "refusal": refusal,
        "key": new_key(),
        "discard_key": new_key(),
        "trail": _trail((f"{timezone.localtime(found.requested_at):%d/%m/%Y}", "")),
    }
    return render(request, "registers/import.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["POST"])
def replay(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """Have the import replayed."""
    try:
        staging.confirm(actor=_actor(request), key=key_of(request), import_id=str(import_id))
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        found = selectors.import_for(_actor(request), import_id)
        return _import_page(request, found, status=refusal.status, refusal=refusal.message)
    messages.success(request, "The replay has begun.")
    return SeeOther(reverse("register-import", args=[import_id]))


@never_cache
@login_required
@require_http_methods(["POST"])
def discard(request: HttpRequest, *, import_id: UUID) -> HttpResponse:
    """Put the import aside."""
    try:
        staging.discard(actor=_actor(request), key=key_of(request), import_id=str(import_id))
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        found = selectors.import_for(_actor(request), import_id)
        return _import_page(request, found, status=refusal.status, refusal=refusal.message)
    messages.info(request, "The import was discarded. Nothing of it reached the ledger.")
    return SeeOther(reverse("register-imports"))
