"""The public registers for programs: the same filters as the pages, rows by column key, pages by cursor."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import REASONS, RefusalSerializer
from credits.public.answers import FRESH_SECONDS
from credits.public.registers import book, paging
from credits.public.registers.codebook import codebook
from credits.public.registers.columns.column import DAY, WHOLE, Column
from credits.public.registers.questions import question
from registry.api import ActorView
from registry.findings import Finding, InvalidInput

MOST_ROWS = 200


def _field(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    kinds: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
        WHOLE: serializers.IntegerField,
        DAY: serializers.DateField,
    }
    help_text = f"{column.name}: {column.meaning} {column.empty}".strip()
    return kinds.get(column.type, serializers.CharField)(allow_null=True, help_text=help_text)


def rows_of(register: book.Register) -> type[serializers.Serializer[Any]]:
    """The page of a register, for the description alone: rows are handed on as the database gives them."""
    title = register.name.capitalize()
    fields = {column.key: _field(column) for column in register.columns}
    row = type(f"{title}RegisterRowSerializer", (serializers.Serializer,), fields)
    return type(
        f"{title}RegisterPageSerializer",
        (serializers.Serializer,),
        {
            "count": serializers.IntegerField(help_text="Rows of the whole filtered register."),
            "credits": serializers.IntegerField(help_text=f"Sum: {register.counted}."),
            "as_on": serializers.DateField(allow_null=True, help_text="Null: now."),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    kinds: dict[type[forms.Field], Any] = {forms.DateField: OpenApiTypes.DATE, forms.IntegerField: int}
    said = " ".join(part for part in (str(field.label), str(field.help_text or "")) if part)
    offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    choices = [code for code, _ in offered if code] or None
    kind = next((kind for of, kind in kinds.items() if isinstance(field, of)), str)
    return OpenApiParameter(name, kind, description=said, enum=choices)


def parameters_of(register: book.Register) -> list[OpenApiParameter]:
    """Every filter, from the same form that reads it."""
    found = [_parameter(name, field) for name, field in register.filters.base_fields.items()]
    return [
        *found,
        OpenApiParameter("sort", str, enum=list(register.sorts)),
        OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
        OpenApiParameter(
            "page_size", int, description=f"1 to {MOST_ROWS} rows; {paging.ROWS_A_PAGE} unless told."
        ),
    ]


class RegisterRows(ActorView):
    """Rows of one register; open to everybody."""

    permission_classes = [AllowAny]
    register: ClassVar[book.Register]

    def answer(self, request: Request) -> Response:
        """One page. Raises InvalidInput for a filter that cannot be read, or that is none."""
        given = request.query_params.dict()
        self._require_known(given)
        found = question(self.register, given, today=timezone.localdate())
        ask = found.require()
        page = paging.page(self.register, ask, sort=found.sort, cursor=found.cursor, size=_size(given))
        body = {
            "count": page.counted.all,
            "credits": page.counted.credits,
            "as_on": ask.day if ask.past else None,
            "next": self._address(request, page.next),
            "previous": self._address(request, page.previous),
            "results": page.rows,
        }
        answer = Response(body)
        answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return answer

    def _require_known(self, given: dict[str, str]) -> None:
        known = {*self.register.filters.base_fields, "sort", "cursor", "page_size"}
        faults = [
            Finding("filter.unknown", f"There is no filter “{name[:60]}”.", name[:60])
            for name in sorted(set(given) - known)[:20]
        ]
        if given.get("sort") and given["sort"] not in self.register.sorts:
            faults.append(
                Finding("sort.unknown", f"Sort by one of: {', '.join(self.register.sorts)}.", "sort")
            )
        if faults:
            raise InvalidInput(faults, "Some of the filters are not known here.")

    @staticmethod
    def _address(request: Request, cursor: str) -> str | None:
        """This address at another cursor."""
        if not cursor:
            return None
        query = request.query_params.copy()
        query["cursor"] = cursor
        return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


def _size(given: dict[str, str]) -> int:
    asked = given.get("page_size", "")
    if not asked:
        return paging.ROWS_A_PAGE
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6 and 1 <= int(asked) <= MOST_ROWS):
        message = f"page_size: a whole number from 1 to {MOST_ROWS}."
        raise InvalidInput([Finding("page_size.invalid", message, "page_size")])
    return int(asked)


def _view(register: book.Register) -> type[RegisterRows]:
    """The view of one register, with its own description."""

    @extend_schema(
        operation_id=f"registers_{register.name}_list",
        tags=["public registers"],
        parameters=parameters_of(register),
        responses={
            200: rows_of(register),
            400: OpenApiResponse(RefusalSerializer, description=REASONS[400]),
            429: OpenApiResponse(RefusalSerializer, description=REASONS[429]),
        },
        description=f"{register.what} Columns: see the codebook. Not the official register.",
    )
    def get(self: RegisterRows, request: Request) -> Response:
        return self.answer(request)

    return type(f"{register.name.capitalize()}Rows", (RegisterRows,), {"register": register, "get": get})


Supply, Demand, Transactions, Agreements, Obligations = (
    _view(register) for register in book.REGISTERS.values()
)


class CodebookColumnSerializer(serializers.Serializer[Any]):
    """One column of one register."""

    register = serializers.CharField()
    key = serializers.CharField(help_text="Name in the API.")
    name = serializers.CharField(help_text="Heading in the files.")
    meaning = serializers.CharField()
    type = serializers.CharField()
    unit = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())
    heading = serializers.ChoiceField(["official", "ours"])
    withheld = serializers.BooleanField()
    empty = serializers.CharField(help_text="Why there is never, or not always, a value.")


class CodebookSerializer(serializers.Serializer[Any]):
    """The rules that withhold, and all columns."""

    rules = serializers.ListField(child=serializers.CharField())
    columns = CodebookColumnSerializer(many=True)


class Codebook(ActorView):
    """Every column of every register."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="registers_codebook", tags=["public registers"], responses=CodebookSerializer)
    def get(self, request: Request) -> Response:
        """With meaning, type, unit, values, and why some are always empty."""
        return Response(codebook())
