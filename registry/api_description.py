"""The description of the API as a file, made once for each process and format.

It says the same to everybody for as long as the program runs, and making it costs half a second: too much for an
address that anybody may ask for as often as they like.
"""

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class ApiDescription(SpectacularAPIView):  # type: ignore[misc]
    """OpenAPI 3, as YAML or JSON."""

    permission_classes = ()
    made: ClassVar[dict[str, tuple[bytes, dict[str, str]]]] = {}

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file in the format asked for."""
        renderer = request.accepted_renderer
        if renderer.media_type not in self.made:
            answer = super().get(request, *args, **kwargs)
            text = renderer.render(answer.data, request.accepted_media_type, self.get_renderer_context())
            headers = {name: answer[name] for name in ("Content-Disposition",) if answer.has_header(name)}
            self.made[renderer.media_type] = (text if isinstance(text, bytes) else text.encode(), headers)
        content, headers = self.made[renderer.media_type]
        return HttpResponse(content, content_type=renderer.media_type, headers=headers)
