"""Pages of documents: having one made, reading and keeping it, checking one. Checking needs no sign-in."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from assessments.web.answers import actor_of, answer_form, attempt, desk_page, form_page, posted, today
from credits.certificates import policies, selectors, signing, subjects
from credits.certificates.checking import LARGEST_FILE_BYTES
from credits.certificates.kinds import HOLDING, KINDS
from credits.certificates.models import IssuedDocument
from credits.certificates.papers.writing import paper_of
from credits.certificates.selectors import Standing
from credits.certificates.services import issuing, verifying
from credits.certificates.services.verifying import Verified
from credits.certificates.signing import KeyUnusable
from credits.certificates.web.forms import CheckForm, StatementForm
from credits.lots.web.fields import ConfirmForm
from registry.findings import DomainError, NotVisible
from registry.forms import SeeOther, key_of

DOCUMENTS_A_PAGE = 50
CHECK = ("Check a document", "certificate-verify")
TAGS = {
    verifying.ISSUED: ("issued by this registry", "done"),
    verifying.CHANGED: ("not the document that was issued", "problem"),
    verifying.UNKNOWN: ("not issued by this registry", "problem"),
    verifying.UNREADABLE: ("cannot be read", "problem"),
}


class CheckRate(SimpleRateThrottle):
    """As many files in a minute as programs may send."""

    scope = "upload"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """By person, or by address for who has not signed in."""
        known = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        return self.cache_format % {"scope": "document-check", "ident": known}


class TooManyChecks(DomainError):
    """Too many files in a minute."""

    status = 429


def _standing_tag(standing: Standing) -> dict[str, str]:
    if standing.holds:
        return {"text": "still so", "kind": "done"}
    return {"text": "changed since", "kind": "doing"}


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file or a number, and the certificate that documents are signed with."""
    form = CheckForm(posted(request), request.FILES if request.method == "POST" else None)
    verified, status = None, 200
    if request.method == "POST":
        if not CheckRate().allow_request(request, None):  # type: ignore[arg-type]
            raise TooManyChecks(
                "request.throttled", "Too many checks in a minute. Wait a little and try again."
            )
        status = 400
        if form.is_valid():
            verified, status = _verified(form)
    try:
        certificates = verifying.published_certificates()
    except KeyUnusable:
        certificates = []
    context = {
        "form": form,
        "verified": verified,
        "verdict": _verdict(request, verified) if verified else None,
        "certificates": [
            {
                "name": signing.name_of(one),
                "fingerprint": signing.fingerprint_of(one),
                "from": one.not_valid_before_utc,
                "to": one.not_valid_after_utc,
            }
            for one in certificates
        ],
        "trail": [(CHECK[0], "")],
    }
    return render(request, "certificates/verify.html", context, status=status)


def _verified(form: CheckForm) -> tuple[Verified | None, int]:
    file = form.cleaned_data["file"]
    if file is None:
        return verifying.verify_number(form.cleaned_data["number"], today=today()), 200
    result: list[Verified] = []

    def act() -> dict[str, Any]:
        # One byte more than is allowed is enough to know that it is too large.
        result.append(verifying.verify_file(file.read(LARGEST_FILE_BYTES + 1), today=today()))
        return {}

    tried = attempt(form, act)
    return (result[0] if result else None), tried.status


def _verdict(request: HttpRequest, verified: Verified) -> dict[str, Any]:
    text, kind = TAGS[verified.verdict]
    found = verified.document
    told: dict[str, Any] = {"tag": {"text": text, "kind": kind}}
    if found is not None:
        told |= {
            "title": KINDS[found.kind].title,
            "standing_tag": _standing_tag(verified.standing) if verified.standing else None,
            "url": page_url(found) if verifying.may_be_told(actor_of(request), verified) else "",
        }
    return told


def page_url(found: IssuedDocument) -> str:
    """The page of a document."""
    return reverse("certificate-page", args=[found.public_id])


@never_cache
@require_GET
def document_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was issued, what it states, and whether that is still so. The code on the paper leads here."""
    actor = actor_of(request)
    found = selectors.document(public_id)
    full = selectors.may_read(actor, found)
    standing = selectors.standing(found, today=today())
    context = {
        "document": found,
        "described": KINDS[found.kind],
        "full": full,
        "paper": paper_of(selectors.facts_for(actor, found)),
        "standing": standing,
        "tag": _standing_tag(standing),
        "trail": [
            (CHECK[0], reverse(CHECK[1])),
            (f"{KINDS[found.kind].title} {found.number}", ""),
        ],
    }
    return render(request, "certificates/document.html", context)


@never_cache
@require_GET
def document_file(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The PDF as it was issued."""
    return send_file(selectors.to_download(actor_of(request), public_id))


def send_file(found: IssuedDocument) -> FileResponse:
    """The bytes that were kept. Raises NotVisible where the storage has lost them."""
    try:
        stream = found.file.open("rb")
    except OSError as error:
        raise NotVisible("file of this document") from error
    answer = FileResponse(
        stream,
        as_attachment=True,
        filename=f"{found.number}-{found.kind.replace('_', '-')}.pdf",
        content_type="application/pdf",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
def certificate_file(request: HttpRequest) -> HttpResponse:
    """The published certificates as PEM, newest first. 404 where documents are not signed."""
    try:
        found = verifying.published_certificates()
    except KeyUnusable:
        found = []
    if not found:
        raise NotVisible("signing certificate: documents of this registry are not signed")
    answer = HttpResponse(signing.pem(found), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="signing-certificate.pem"'
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@desk_page("GET", "POST")
def issue(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Have a document made, and those that were issued about the same thing. The same one comes back while nothing
    that it states has changed."""
    if kind not in KINDS:
        raise Http404
    actor = actor_of(request)
    about = subjects.visible(actor, kind, subject)
    decision = policies.may_issue(actor)
    form = StatementForm(posted(request)) if kind == HOLDING else ConfirmForm(posted(request))
    described = KINDS[kind]
    context = {
        "described": described,
        "subject": about.words,
        "allowed": decision.allowed,
        "why_not": decision.reason,
        "issued": [(one, page_url(one)) for one in selectors.about(kind, subject)[:DOCUMENTS_A_PAGE]],
        "trail": [(described.title, "")],
    }

    def act(data: dict[str, Any]) -> dict[str, Any]:
        clock = {"today": today(), "now": timezone.now()}
        made: dict[str, Any] = issuing.issue(
            actor=actor, key=key_of(request), kind=kind, subject=str(subject), **data, **clock
        )
        return made

    def done(result: dict[str, Any]) -> HttpResponse:
        return SeeOther(reverse("certificate-page", args=[result["id"]]))

    draw = form_page(request, "certificates/issue.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET")
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents that the person may read, newest first."""
    kind = request.GET.get("kind", "")
    rows = selectors.readable(actor_of(request))
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, DOCUMENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, KINDS[one.kind].title, page_url(one)) for one in page.object_list],
        "kinds": [(name, described.title) for name, described in KINDS.items()],
        "kind": kind,
        "trail": [("Documents", "")],
    }
    return render(request, "certificates/list.html", context)
