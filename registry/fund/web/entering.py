"""How pages answer on which something is entered that is not kept as a draft: nothing typed outlives the answer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.web.answers import attempt
from registry.forms import RegistryForm, SeeOther, new_key

View = Callable[..., HttpResponse]


def way(request: HttpRequest, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page that is open to everybody: from payments on for who has signed in and may go there."""
    begin = [("Payments", reverse("fund-home"))] if request.user.is_authenticated else []
    return [*begin, *last]


def signed_in_page(*methods: str) -> Callable[[View], View]:
    """A page for people who have signed in, never cached, by these methods alone. A form that comes after the sign-in
    has run out is not kept."""

    def decorate(view: View) -> View:
        return wraps(view)(never_cache(login_required(require_http_methods(list(methods) or ["GET"])(view))))

    return decorate


def answer(
    request: HttpRequest,
    form: RegistryForm,
    *,
    act: Callable[[dict[str, Any]], dict[str, Any]],
    template: str,
    context: Mapping[str, Any],
    told: str,
    done: str,
) -> HttpResponse:
    """One form, one command: `act` on what was typed, then say `told` and go to `done`. A form with errors or a refusal
    is drawn again."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            tried = attempt(form, lambda: act(form.cleaned_data))
            if tried.result is not None:
                messages.success(request, told)
                return SeeOther(done)
            status = tried.status
    return render(request, template, {**context, "form": form, "key": new_key()}, status=status)
