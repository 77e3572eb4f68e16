"""Enquiries over the API."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.market import policies, selectors
from credits.market.api import requests, shapes
from credits.market.edges import today
from credits.market.services import enquiries
from registry.actor import DEALING_ROLES


class Enquiries(CreditsView):
    """Enquiries."""

    @described("enquiries_list", shapes.EnquirySerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those of your organisations, the one last written to first."""
        return self.page_of(selectors.enquiries_visible_to(self.actor), shapes.EnquirySerializer)

    @changing(
        "enquiries_create",
        shapes.EnquiryStateSerializer,
        status=201,
        request=requests.OpenEnquirySerializer,
    )
    def post(self, request: Request) -> Response:
        """Ask the organisation behind an expression of interest, a want or a lot; at most 20 new ones a day."""
        self.require_role(DEALING_ROLES)
        values = read(requests.OpenEnquirySerializer(data=request.data))
        made = enquiries.open_enquiry(
            actor=self.actor,
            key=self.key,
            about=values["about"],
            about_id=values["about_id"],
            text=values["text"],
            asker_id=str(values["asker"] or ""),
            today=today(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class EnquiryDetail(CreditsView):
    """One enquiry."""

    @described("enquiries_retrieve", shapes.EnquirySerializer)
    def get(self, request: Request, enquiry_id: UUID) -> Response:
        """Without its messages."""
        return Response(shapes.EnquirySerializer(selectors.enquiry(self.actor, enquiry_id)).data)


class EnquiryMessages(CreditsView):
    """The messages of an enquiry."""

    @described("enquiries_messages_list", shapes.EnquiryMessageSerializer(many=True))
    def get(self, request: Request, enquiry_id: UUID) -> Response:
        """Oldest first."""
        rows = selectors.messages_of(selectors.enquiry(self.actor, enquiry_id))
        return self.page_of(rows, shapes.EnquiryMessageSerializer)

    @changing(
        "enquiries_messages_create",
        shapes.EnquiryStateSerializer,
        status=201,
        request=requests.WriteSerializer,
    )
    def post(self, request: Request, enquiry_id: UUID) -> Response:
        """Write for your side."""
        require(policies.may_write(self.actor, selectors.enquiry(self.actor, enquiry_id)))
        values = read(requests.WriteSerializer(data=request.data))
        made = enquiries.reply(
            actor=self.actor,
            key=self.key,
            enquiry_id=str(enquiry_id),
            text=values["text"],
            now=timezone.now(),
        )
        return Response(made, status=201)


class EnquiryClose(CreditsView):
    """Closing an enquiry."""

    @changing("enquiries_close", shapes.EnquiryStateSerializer, request=NothingSerializer)
    def post(self, request: Request, enquiry_id: UUID) -> Response:
        """From either side; it stays to be read."""
        require(policies.may_write(self.actor, selectors.enquiry(self.actor, enquiry_id)))
        read(NothingSerializer(data=request.data))
        return Response(
            enquiries.close(actor=self.actor, key=self.key, enquiry_id=str(enquiry_id), now=timezone.now())
        )
