"""Everybody's own account: name, roles, accreditation, second factor, tokens for programs."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from knox.models import AuthToken

from registry.actor import OFFICER_ROLES
from registry.findings import DomainError
from registry.forms import add_refusal, key_of, new_key
from registry.parties.models import User
from registry.parties.selectors import status_on
from registry.parties.services import accounts
from registry.parties.web.forms import NameForm, TokenForm


def _page(
    request: HttpRequest,
    *,
    name_form: NameForm | None = None,
    token_form: TokenForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    actor = request.actor  # type: ignore[attr-defined]
    if not isinstance(user, User):
        raise TypeError("the account page needs a signed-in user")
    roles = user.role_assignments.select_related("organisation").order_by("valid_from", "pk")
    own = [row.organisation for row in user.memberships.select_related("organisation")]
    return render(
        request,
        "people/account.html",
        {
            "person": user,
            "name_form": name_form or NameForm(initial={"name": user.name}, auto_id="id_name_%s"),
            "token_form": token_form or TokenForm(auto_id="id_token_%s"),
            "secret": secret,
            "roles": [role for role in roles if role.valid_to is None or role.valid_to >= today],
            "organisations": own,
            "signing_for": [one for one in own if actor.deals_for(one.pk)],
            "accreditations": [
                (accreditation, status_on(accreditation, today))
                for accreditation in user.accreditations.prefetch_related("suspensions")
            ],
            "tokens": AuthToken.objects.filter(user=user, expiry__gt=timezone.now()).order_by("created"),
            "second_factor": is_mfa_enabled(user),
            "officer": bool(OFFICER_ROLES & actor.roles),
            "key": new_key(),
        },
        status=status,
    )


@never_cache
@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The account page."""
    return _page(request)


@never_cache
@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Change the name others see."""
    form = NameForm(request.POST, auto_id="id_name_%s")
    if form.is_valid():
        try:
            accounts.rename(
                actor=request.actor,  # type: ignore[attr-defined]
                key=key_of(request),
                name=form.cleaned_data["name"],
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Your name was changed.")
            return redirect("account")
    return _page(request, name_form=form, status=400)


@never_cache
@login_required
@require_POST
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    form = TokenForm(request.POST, auto_id="id_token_%s")
    if form.is_valid():
        try:
            secret = accounts.issue_token(
                actor=request.actor,  # type: ignore[attr-defined]
                days=form.cleaned_data["days"],
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return _page(request, secret=secret)
    return _page(request, token_form=form, status=400)


@never_cache
@login_required
@require_POST
def revoke_token(request: HttpRequest, token_key: str) -> HttpResponse:
    """Delete one of one's own tokens."""
    accounts.revoke_token(
        actor=request.actor,  # type: ignore[attr-defined]
        key=key_of(request),
        token_key=token_key,
    )
    messages.success(request, "The token was revoked.")
    return redirect("account")
