"""Pages of no single app: home, about, limits, and the pages for errors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to begin for the person who is here."""
    return render(request, "pages/home.html")


def about(request: HttpRequest) -> HttpResponse:
    """What the registry does, for whom, and from which published sources."""
    return render(request, "pages/about.html")


def limits(request: HttpRequest) -> HttpResponse:
    """What results may not be used for, and what is missing or provisional."""
    return render(request, "pages/limits.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what was checked, and how to tell us of a barrier."""
    return render(request, "pages/accessibility.html", {"contact": settings.DEFAULT_FROM_EMAIL})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the thing is visible, but this may not be done to it. The reason is the policy's own."""
    reason = getattr(exception, "message", "")
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same answer for what does not exist and for what may not be seen; a program gets it as JSON."""
    if request.path.startswith("/api/"):
        answer = {"code": "not_found", "message": "There is no such address in the API.", "findings": []}
        return JsonResponse(answer, status=404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Uses no database and no actor, because either may be what failed."""
    number = getattr(request, "request_id", "")
    return HttpResponse(render_to_string("500.html", {"request_id": number}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that came without its token: nothing was saved, and trying again helps."""
    return render(
        request,
        "403.html",
        {
            "reason": "This form had expired, so nothing was saved. "
            "Go back, load the page again and send the form once more."
        },
        status=403,
    )
