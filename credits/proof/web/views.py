"""The proof page: when the ledger was last checked, the seals, and the heads of all audit chains. Open to everybody."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from credits.proof import selectors
from credits.proof.models import LedgerCheck
from credits.proof.requests import request_check
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.forms import key_of, new_key

HEADS_A_PAGE = 50
SEALS_SHOWN = 10


@never_cache
@require_GET
def proof(request: HttpRequest) -> HttpResponse:
    """The newest check, the newest seals and the heads."""
    actor = request.actor  # type: ignore[attr-defined]
    may_check = selectors.may_check(actor).allowed
    check = selectors.checks().first()
    heads = Paginator(selectors.chains(), HEADS_A_PAGE)
    context: dict[str, Any] = {
        "check": check,
        "adds_up": check is not None and selectors.adds_up(check),
        "figures": _figures(check),
        "seals": selectors.seals()[:SEALS_SHOWN],
        "page": heads.get_page(request.GET.get("page")),
        "may_check": may_check,
        "key": new_key() if may_check else "",
        "trail": [("Proof", "")],
    }
    return render(request, "proof/proof.html", context)


def _figures(check: LedgerCheck | None) -> list[tuple[str, int]]:
    if check is None:
        return []
    return [
        ("Credits issued", check.issued),
        ("Held and available", check.available),
        ("Held and reserved for a dealing", check.reserved),
        ("Retired", check.retired),
        ("Cancelled", check.cancelled),
        ("Lots", check.lots),
        ("Movements", check.movements),
    ]


@login_required
@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    """Have the ledger checked; the job's page tells when it is done."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        asked = request_check(actor=actor, key=key_of(request))
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("proof")
    return redirect("job", public_id=asked["job_id"])


@never_cache
@require_GET
def heads_file(request: HttpRequest) -> StreamingHttpResponse:
    """The heads of all chains as one JSON file."""
    answer = StreamingHttpResponse(_heads_text(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="audit-heads.json"'
    return answer


def _heads_text() -> Iterator[str]:
    newest = selectors.seals().first()
    yield '{"read_at":' + json.dumps(timezone.now().isoformat())
    yield ',"newest_seal":' + json.dumps(None if newest is None else [newest.number, newest.hash])
    yield ',"heads":[\n'
    for place, head in enumerate(selectors.heads()):
        yield (",\n" if place else "") + json.dumps(head, ensure_ascii=False)
    yield "\n]}\n"


@require_GET
def seal_file(request: HttpRequest, number: int) -> HttpResponse:
    """One seal with everything that its hash covers, as a JSON file."""
    try:
        found = selectors.seal(number)
    except NotVisible as missing:
        raise Http404(missing.message) from missing
    answer = JsonResponse(selectors.seal_facts(found), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="audit-seal-{number}.json"'
    return answer
