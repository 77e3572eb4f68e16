"""“Show the change before saving”: a form is drawn again with what saving it would do, and nothing is stored.

Any form that saves by one content command can have it: a second button named `preview` that sends the same form.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from assessments.services import what_if
from assessments.web.answers import Attempt, Desk, actor_of, attempt, version_of
from assessments.web.workbench.tables import shown
from registry.forms import RegistryForm

BUTTON = "preview"
Draw = Callable[[RegistryForm, Attempt], HttpResponse]


def asked(request: HttpRequest) -> bool:
    """Was the form sent to look, not to save?"""
    return request.method == "POST" and BUTTON in request.POST


def difference_for(
    request: HttpRequest,
    desk: Desk,
    form: Any,
    execute: Callable[..., dict[str, Any]],
    *,
    inputs: Callable[[], dict[str, Any]],
    fields: dict[str, str] | None = None,
) -> tuple[dict[str, Any], Attempt]:
    """What a page adds to its context to show what the command `execute` would do, and how the form fared.

    `inputs` are the command's own, without the revision. The version the form was opened with is kept, so that saving
    afterwards still finds out when somebody else was faster. A refusal stands beside its field, as when saving.
    """
    if not form.is_valid():
        return {}, Attempt(None, 400)
    found: dict[str, Any] = {}

    def look() -> dict[str, Any]:
        difference = what_if.difference_of_saving(desk.revision, execute, actor=actor_of(request), **inputs())
        found["difference"] = shown(difference, stewardship=desk.revision.assessment.is_stewardship)
        return found

    tried = attempt(form, look, fields=fields)
    if tried.result is None:
        return {}, tried
    return {**found, "version": version_of(request)}, Attempt(None)
