"""The public registers as pages and files: open to everybody, the same for all."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http import StreamingHttpResponse as Streamed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from credits.public.answers import public_page
from credits.public.registers import book, paging, selectors
from credits.public.registers.asking import asked
from credits.public.registers.codebook import RULES, codebook
from credits.public.registers.exports import csv_file, json_files, workbook
from credits.public.registers.exports.json_files import ATTRIBUTION
from credits.public.registers.questions import Question, question
from credits.public.web.tables import HEADINGS
from registry.findings import DomainError, InvalidInput

HOME = "Registers"
FORMAT_WORDS = {"csv": "CSV", "xlsx": "Excel workbook", "json": "JSON", "geojson": "GeoJSON with outlines"}


class FileThrottle(SimpleRateThrottle):
    """So many files a minute for one address: a whole register is dear to make."""

    scope = "register_file"
    rate = "30/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """By address, signed in or not."""
        return str(self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)})


class TooManyFiles(DomainError):
    """429: wait a little."""

    status = 429


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What each register is, how much is in it, and where else to look."""
    ask = asked({}, today=timezone.localdate())
    registers = [(one, paging.count(one, ask), files_of(one, "")) for one in book.REGISTERS.values()]
    context = {
        "registers": registers,
        "changed_at": selectors.last_change(),
        "imported": ask.last_import is not None,
        "attribution": ATTRIBUTION,
        "trail": [(HOME, "")],
    }
    return render(request, "registers_public/home.html", context)


def files_of(register: book.Register, query: str) -> list[tuple[str, str]]:
    """Words and address of each file of the list."""
    return [
        (
            FORMAT_WORDS[form],
            reverse("public-register-file", args=[register.name, form]) + (f"?{query}" if query else ""),
        )
        for form in register.formats
    ]


@public_page
def register_page(request: HttpRequest, name: str) -> HttpResponse:
    """One register, filtered, sorted and paged."""
    found = question(book.register(name), request.GET.dict(), today=timezone.localdate())
    context = _frame(found)
    if found.ask is None:
        return render(request, "registers_public/register.html", context, status=400)
    try:
        page = paging.page(found.register, found.ask, sort=found.sort, cursor=found.cursor)
    except InvalidInput as refusal:
        return render(
            request, "registers_public/register.html", {**context, "findings": refusal.findings}, status=400
        )
    headings = HEADINGS[name]
    context |= {
        "page": page,
        "rows": [[(heading, heading.cell(row)) for heading in headings] for row in page.rows],
        "first_day": selectors.first_day() if found.ask.past and not page.counted.all else None,
    }
    return render(request, "registers_public/register.html", context)


def _frame(found: Question) -> dict[str, Any]:
    """What the page shows whatever is in the list."""
    register = found.register
    return {
        "register": register,
        "form": found.form,
        "ask": found.ask,
        "headings": HEADINGS[register.name],
        "sorts": [(code, sort.words) for code, sort in register.sorts.items()],
        "sort": found.sort,
        "query": found.sorted_query,
        "files": files_of(register, found.query) if found.ask is not None else [],
        "attribution": ATTRIBUTION,
        "trail": [(HOME, reverse("public-registers")), (register.title, "")],
    }


@public_page
def register_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The whole filtered register as a file. Raises InvalidInput, DomainError."""
    register = book.register(name)
    if form not in register.formats:
        raise Http404
    if not FileThrottle().allow_request(request, None):  # type: ignore[arg-type]
        raise TooManyFiles("register.too_many_files", "That were many files in a minute. Wait a little.")
    found = question(register, request.GET.dict(), today=timezone.localdate())
    found.require()
    return WRITERS[form](found)


def _named(answer: HttpResponseBase, found: Question, form: str) -> HttpResponseBase:
    """With a file name that tells register and day."""
    day = found.require().day
    name = f"{found.register.name}-register-{day:%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv(found: Question) -> HttpResponseBase:
    blocks = csv_file.blocks(found.register, found.require())
    return _named(Streamed(blocks, content_type="text/csv; charset=utf-8"), found, "csv")


def _text(
    make: Callable[..., Iterator[str]], form: str, content_type: str
) -> Callable[[Question], HttpResponseBase]:
    def write(found: Question) -> HttpResponseBase:
        texts = make(found.register, found.require(), now=timezone.now())
        return _named(
            Streamed(csv_file.gathered(text.encode() for text in texts), content_type=content_type),
            found,
            form,
        )

    return write


def _workbook(found: Question) -> HttpResponseBase:
    ask = found.require()
    workbook.require_small(paging.count(found.register, ask).all)
    out = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the answer)
    workbook.write(out, found.register, ask)
    out.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _named(FileResponse(out, content_type=kind), found, "xlsx")


WRITERS: dict[str, Callable[[Question], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _workbook,
    "json": _text(json_files.json_blocks, "json", "application/json"),
    "geojson": _text(json_files.geojson_blocks, "geojson", "application/geo+json"),
}


@public_page
def codebook_page(request: HttpRequest) -> HttpResponse:
    """Every column of every register."""
    context = {
        "registers": list(book.REGISTERS.values()),
        "rules": RULES,
        "trail": [(HOME, reverse("public-registers")), ("Codebook", "")],
    }
    return render(request, "registers_public/codebook.html", context)


@public_page
def codebook_file(request: HttpRequest) -> HttpResponse:
    """The same as JSON."""
    answer = JsonResponse(codebook(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="registers-codebook.json"'
    return answer
