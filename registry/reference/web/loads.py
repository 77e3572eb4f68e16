"""Loading official data: the list of loads, a new one, its columns, what it would change, and the decision."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.actor import Actor
from registry.commands import Decision
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.forms import RegistryForm, SeeOther, add_findings, key_of, new_key
from registry.reference import policies
from registry.reference.loads import selectors
from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.loads.services.checks import LARGEST_FILE_BYTES
from registry.reference.models import SourceTable
from registry.reference.official.formats import FORMATS, columns_of
from registry.reference.web.load_forms import ColumnsForm, LoadForm
from registry.reference.web.load_rows import shown

ROWS_A_PAGE = 50
KINDS = {StagedRow.CHANGED: "Changed", StagedRow.ADDED: "Added", StagedRow.GONE: "Gone"}
FINDINGS = "findings"
View = Callable[..., HttpResponse | StreamingHttpResponse]


def officer_page(*methods: str) -> Callable[[View], View]:
    """A page for people who have signed in, never cached, by these methods alone."""

    def decorate(view: View) -> View:
        return wraps(view)(never_cache(login_required(require_http_methods(list(methods))(view))))

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Reference facts", reverse("reference-home")),
        ("Official data", reverse("reference-loads")),
        *last,
    ]


def _address(load_id: str | UUID) -> str:
    return reverse("reference-load", args=[load_id])


@officer_page("GET")
def load_list(request: HttpRequest) -> HttpResponse:
    """All loads, newest first."""
    actor = actor_of(request)
    page = Paginator(selectors.loads(actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(load, _title(load), _tag(load)) for load in page],
        "may_load": policies.may_load(actor).allowed,
        "trail": [("Reference facts", reverse("reference-home")), ("Official data", "")],
    }
    return render(request, "reference/loads/list.html", context)


def _title(load: StagedLoad) -> str:
    known = FORMATS.get(load.format)
    return known.title if known else load.format


def _tag(load: StagedLoad) -> tuple[str, str]:
    """The state in words and its colour."""
    if staging.waits_for_columns(load):
        return "columns to choose", "todo"
    if load.state == StagedLoad.READING and load.job is not None and load.job.state == "failed":
        return "not read", "problem"
    words = {
        StagedLoad.READING: ("being read", "doing"),
        StagedLoad.STAGED: ("waits for a decision", "todo"),
        StagedLoad.REFUSED: ("has errors", "problem"),
        StagedLoad.PUBLISHED: ("published", "done"),
        StagedLoad.DISCARDED: ("discarded", "none"),
    }
    return words[load.state]


@officer_page("GET", "POST")
def new_load(request: HttpRequest) -> HttpResponse:
    """Upload files of an official format into staging."""
    actor = actor_of(request)
    _require(policies.may_load(actor))
    form, status = LoadForm(initial={"effective_from": timezone.localdate()}), 200
    if request.method == "POST":
        form, status = LoadForm(request.POST, request.FILES), 400
        if form.is_valid():
            values = dict(form.cleaned_data)
            # One byte more than allowed is enough for the service to refuse a file by its size.
            files = [(file.name or "", file.read(LARGEST_FILE_BYTES + 1)) for file in values.pop("files")]
            complete = values.pop("complete") == "whole"
            try:
                made = staging.stage(
                    actor=actor, key=key_of(request), files=files, complete=complete, **values
                )
            except DomainError as refusal:
                status = _onto_form(form, refusal)
            else:
                return SeeOther(_address(made["id"]))
    context = {
        "form": form,
        "key": new_key(),
        "formats": FORMATS.values(),
        "base": selectors.base_release(),
        "trail": _trail(("Load data", "")),
    }
    return render(request, "reference/loads/new.html", context, status=status)


def _onto_form(form: RegistryForm, refusal: DomainError) -> int:
    """Show a refusal on the form it came from. NotVisible and NotAllowed have pages of their own."""
    if isinstance(refusal, (NotVisible, NotAllowed)):
        raise refusal
    if not isinstance(refusal, InvalidInput):
        form.add_error(None, ValidationError(refusal.message, refusal.code))
    add_findings(form, refusal.findings)
    return refusal.status


@officer_page("GET", "POST")
def columns(request: HttpRequest, *, load_id: UUID) -> HttpResponse:
    """Say which of the files' columns is which of ours."""
    actor = actor_of(request)
    load = selectors.load_for(actor, load_id)
    _require(policies.may_load(actor))
    if not staging.waits_for_columns(load):
        return SeeOther(_address(load.public_id))
    official_format = FORMATS[load.format]
    found = columns_of(reading.files_of(load))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        official_format=official_format,
        columns=found,
        last=selectors.last_mapping(load.format),
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                staging.choose_columns(
                    actor=actor, key=key_of(request), load_id=str(load_id), mapping=form.mapping
                )
            except DomainError as refusal:
                status = _onto_form(form, refusal)
            else:
                return SeeOther(_address(load.public_id))
    context = {
        "load": load,
        "title": official_format.title,
        "form": form,
        "key": new_key(),
        "discard_key": new_key(),
        "columns": found,
        "trail": _trail((load.release_code, _address(load.public_id)), ("Columns", "")),
    }
    return render(request, "reference/loads/columns.html", context, status=status)


@officer_page("GET")
def load_page(request: HttpRequest, *, load_id: UUID) -> HttpResponse:
    """One load: progress while it is read, then what it would change and what was found."""
    return _load_page(request, selectors.load_for(actor_of(request), load_id))


def _load_page(
    request: HttpRequest, load: StagedLoad, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    base = SourceTable.objects.filter(release__code=load.base_release_code)
    titles = dict(base.values_list("name", "title"))
    view = _chosen_view(request, load)
    table, text = request.GET.get("table", ""), request.GET.get("q", "")[: selectors.LONGEST_SEARCH].strip()
    listed: Any = load.findings if view == FINDINGS else _rows(load, view, table, text)
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    may_decide = policies.may_publish(actor_of(request)).allowed
    needed = publishing.to_acknowledge(load)
    counts, totals = selectors.counts(load), _totals(load)
    context = {
        "load": load,
        "title": _title(load),
        "tag": _tag(load),
        "job": load.job,
        "waits_for_columns": staging.waits_for_columns(load),
        "files": load.files.all(),
        "counts": [(titles.get(name, name), by_kind) for name, by_kind in counts.items()],
        "totals": totals,
        "tables": [(name, titles.get(name, name)) for name in counts],
        "views": [(name, label, totals[name]) for name, label in KINDS.items()],
        "view": view,
        "table": table,
        "text": text,
        "page": page,
        "rows": [] if view == FINDINGS else shown(page, titles),
        "may_decide": may_decide,
        "to_acknowledge": [
            (code, [one["message"] for one in load.findings if one["code"] == code][:5]) for code in needed
        ],
        "waits_for_a_person": needed,
        "refusal": refusal,
        "key": new_key(),
        "discard_key": new_key(),
        "trail": _trail((load.release_code, "")),
    }
    return render(request, "reference/loads/load.html", context, status=status)


def _rows(load: StagedLoad, kind: str, table: str, text: str) -> Any:
    return selectors.differences(load, table=table if table in load.counts else "", kind=kind, text=text)


def _totals(load: StagedLoad) -> dict[str, int]:
    names = (*KINDS, "unchanged")
    return {name: sum(counts[name] for counts in load.counts.values()) for name in names}


def _chosen_view(request: HttpRequest, load: StagedLoad) -> str:
    """The tab: the one asked for, else the findings of a refused load, else the first that has rows."""
    asked = request.GET.get("show", "")
    if asked in KINDS or asked == FINDINGS:
        return asked
    if load.state == StagedLoad.REFUSED:
        return FINDINGS
    totals = _totals(load)
    return next((kind for kind in KINDS if totals[kind]), StagedRow.CHANGED)


@officer_page("POST")
def publish(request: HttpRequest, *, load_id: UUID) -> HttpResponse:
    """Publish the load as a new release."""
    try:
        done = publishing.publish(
            actor=actor_of(request),
            key=key_of(request),
            load_id=str(load_id),
            acknowledged=request.POST.getlist("acknowledged")[:20],
            today=timezone.localdate(),
        )
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        load = selectors.load_for(actor_of(request), load_id)
        told = refusal.message
        if refusal.code == "reference.load.not_acknowledged":
            told = "Tick under “Decide” what you have looked at; then publish again."
        return _load_page(request, load, status=refusal.status, refusal=told)
    messages.success(request, f"Release {done['release']} is published.")
    return SeeOther(reverse("reference-release", args=[done["release"]]))


@officer_page("POST")
def discard(request: HttpRequest, *, load_id: UUID) -> HttpResponse:
    """Put the load aside."""
    staging.discard(actor=actor_of(request), key=key_of(request), load_id=str(load_id))
    messages.info(request, "The load was discarded. Nothing of it was published.")
    return SeeOther(reverse("reference-loads"))
