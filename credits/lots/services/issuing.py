"""Holders' accounts, and a further line of credits into a lot that was issued at registration."""

from credits.lots.models import HolderAccount
from registry.parties.models import Organisation


def holder_account(organisation: Organisation) -> HolderAccount:
    """The one account of an organisation, made when it is met first. Two at once get the same (unique column)."""
    return HolderAccount.objects.get_or_create(organisation=organisation)[0]
