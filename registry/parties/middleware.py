"""Every request carries its actor; officers without a second factor go no further than setting one up."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from registry import actor as actors
from registry.actor import Actor
from registry.parties.models import User
from registry.parties.people import actor_for

MFA_CODE = "mfa.required"
MFA_MESSAGE = "Officers need a second factor. Set one up on the website first."


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request: built from the database, never from what the client sent."""
    user = request.user
    request_id = str(getattr(request, "request_id", ""))
    if isinstance(user, User) or (user.is_authenticated and not user.is_anonymous):
        return actor_for(user, today=timezone.localdate(), request_id=request_id)  # type: ignore[arg-type]
    return actors.public()


class ActorMiddleware:
    """Sets `request.actor`, looked up when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def lacks_factor(user: AbstractBaseUser | AnonymousUser, actor: Actor) -> bool:
    """Is this an officer without the second factor that officers must have?"""
    if not settings.OFFICER_MFA_REQUIRED or not user.is_authenticated:
        return False
    return bool(actors.OFFICER_ROLES & actor.roles) and not is_mfa_enabled(user)


class OfficerMfaMiddleware:
    """Officers (staff of the authorities, the trust and the registrar, reviewers, auditors) must have a second factor
    outside the demo."""

    OPEN_PATHS = ("/accounts/", "/static/", "/health/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._needs_factor(request):
            if request.path.startswith("/api/"):
                return JsonResponse({"code": MFA_CODE, "message": MFA_MESSAGE, "findings": []}, status=403)
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _needs_factor(self, request: HttpRequest) -> bool:
        if request.path.startswith(self.OPEN_PATHS):
            return False
        return lacks_factor(request.user, request.actor)  # type: ignore[attr-defined]
