"""Notices about an agreement: to its owners, to the trust that handles it, and to the registrar's office.

Each is written in the transaction of the command it tells about. The side that acts is not told what it did itself.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import Truncator

from registry.agreements import policies
from registry.agreements.models import Agreement
from registry.notices.services.sending import LONGEST_TITLE, send_to_each
from registry.parties.models import Organisation, OrganisationKind


def owners_of(agreement: Agreement) -> list[Organisation]:
    """The owners of now, or the applicant until there are owners."""
    return list(Organisation.objects.filter(pk__in=policies.holder_ids(agreement)).order_by("pk"))


def tell_owners(agreement: Agreement, title: str, body: str, *, part: str = "") -> None:
    """Tell the owners. `part` is the page below the agreement's, with its slash."""
    tell(owners_of(agreement), agreement, title, body, part=part)


def tell_trust(agreement: Agreement, title: str, body: str, *, part: str = "") -> None:
    """Tell the office of the trust."""
    tell([agreement.trust], agreement, title, body, part=part)


def tell_registrar(agreement: Agreement, title: str, body: str, *, part: str = "") -> None:
    """Tell the registrar's office."""
    tell(Organisation.objects.filter(kind=OrganisationKind.REGISTRAR), agreement, title, body, part=part)


def tell(
    organisations: Iterable[Organisation], agreement: Agreement, title: str, body: str, *, part: str = ""
) -> None:
    """The same notice to each, all of whom may read the agreement."""
    _send(organisations, agreement, title, body, path=f"/agreements/{agreement.public_id}/{part}")


def tell_former(
    organisations: Iterable[Organisation], agreement: Agreement, title: str, body: str, *, part: str = ""
) -> None:
    """The same notice to those who own the land no longer, or never came to: it leads nowhere, unless they applied."""
    told = list(organisations)
    applicant = [one for one in told if one.pk == agreement.applicant_id]
    tell(applicant, agreement, title, body, part=part)
    _send([one for one in told if one not in applicant], agreement, title, body, path="")


def _send(
    organisations: Iterable[Organisation], agreement: Agreement, title: str, body: str, *, path: str
) -> None:
    send_to_each(
        organisations=organisations,
        title=Truncator(f"{title}: {agreement}").chars(LONGEST_TITLE),
        body=body,
        path=path,
        now=timezone.now(),
    )
