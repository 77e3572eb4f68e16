"""How allauth makes users of this registry."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from knox.models import AuthToken

from registry.parties.models import User
from registry.parties.people import actor_for
from registry.parties.services import accounts


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A person who signs up gets the part of the address before the @ as a name, to be changed later, and no role:
    roles are given by the registrar."""

    def populate_username(self, request: HttpRequest, user: User) -> None:
        if not user.name:
            user.name = user.email.partition("@")[0][:120]

    def set_password(self, user: User, password: str) -> None:
        """A new password ends what the old one opened: sessions by themselves, and here the tokens."""
        super().set_password(user, password)
        if user.pk and AuthToken.objects.filter(user=user).exists():
            accounts.revoke_all_tokens(actor=actor_for(user, today=timezone.localdate()))
