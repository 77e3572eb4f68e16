"""The proof for programs: public to read; a check is asked for by the registrar's office and the auditor."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from credits.proof import selectors
from credits.proof.api import serializers as shapes
from credits.proof.requests import request_check
from registry.api import ActorView, Pages
from registry.bodies import JsonBody
from registry.findings import NotAllowed

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 80 characters of your choice. The same request with the same key is done once.",
)


class ProofView(ActorView):
    """What all of these share: open to everybody, fifty rows a page."""

    permission_classes = [AllowAny]
    pagination_class = Pages
    parser_classes = [JsonBody]

    def page_of(self, rows: QuerySet[Any], shape: type[BaseSerializer[Any]], **context: Any) -> Response:
        """One page of rows."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(found or [], many=True, context=context).data)


class Checks(ProofView):
    """Checks of the whole ledger."""

    @extend_schema(operation_id="proof_checks_list", responses=shapes.LedgerCheckSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first. Differences in detail for the registrar's office and the auditor."""
        with_details = selectors.may_check(self.actor).allowed
        return self.page_of(selectors.checks(), shapes.LedgerCheckSerializer, with_details=with_details)

    @extend_schema(
        operation_id="proof_checks_create",
        parameters=[KEY],
        request=None,
        responses={202: shapes.CheckAskedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Have the ledger checked now, by a job."""
        decision = selectors.may_check(self.actor)
        if not decision.allowed:
            if self.actor.anonymous:
                self.permission_denied(request)
            raise NotAllowed(decision.code, decision.reason)
        asked = request_check(actor=self.actor, key=self.key)
        return Response(shapes.CheckAskedSerializer(asked).data, status=202)


class Seals(ProofView):
    """Seals over the heads of all audit chains."""

    @extend_schema(operation_id="proof_seals_list", responses=shapes.SealSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Newest first."""
        return self.page_of(selectors.seals(), shapes.SealSerializer)


class SealDetail(ProofView):
    """One seal."""

    @extend_schema(operation_id="proof_seals_retrieve", responses=shapes.SealFactsSerializer)
    def get(self, request: Request, number: int) -> Response:
        """With the text that its hash covers."""
        return Response(
            shapes.SealFactsSerializer(selectors.seal_facts(selectors.seal(number))).data,
        )


class Chains(ProofView):
    """Heads of the audit chains."""

    @extend_schema(operation_id="proof_chains_list", responses=shapes.ChainSerializer(many=True))
    def get(self, request: Request) -> Response:
        """By kind and key: public ids, no names."""
        return self.page_of(selectors.chains(), shapes.ChainSerializer)
