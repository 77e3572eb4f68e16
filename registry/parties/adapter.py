"""How allauth makes users of this registry."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from registry.parties.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A person who signs up gets the part of the address before the @ as a name, to be changed later, and no role:
    roles are given by the registrar."""

    def populate_username(self, request: HttpRequest, user: User) -> None:
        if not user.name:
            user.name = user.email.partition("@")[0][:120]
