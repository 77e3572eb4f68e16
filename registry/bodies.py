"""Reading what API clients send, with a limit on its size that holds whatever the client says about it.

Apart from `registry.api`, because the framework's own settings name these classes while it is still loading.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, ClassVar

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

MEGABYTE = 1_000_000


class BodyTooLarge(APIException):
    """The request is larger than this address takes."""

    status_code = 413
    default_code = "too_large"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(
            f"The request is larger than {limit_bytes / MEGABYTE:g} MB. Send it in smaller parts."
        )


def _limit(context: Mapping[str, Any] | None, default: int) -> int:
    """The view's own limit, where it has one."""
    view = (context or {}).get("view")
    return int(getattr(view, "largest_body_bytes", default))


class JsonBody(JSONParser):
    """JSON of at most `largest_body_bytes` (2 MB unless the view says otherwise). Raises BodyTooLarge, ParseError."""

    largest_body_bytes: ClassVar[int] = 2 * MEGABYTE

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The data. Nothing beyond the limit is read."""
        limit = _limit(parser_context, self.largest_body_bytes)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(limit)
        try:
            data = super().parse(BytesIO(body), media_type, parser_context)
            # Half of a surrogate pair can be written as an escape, but no database or answer can hold it.
            if b"\\ud" in body.lower():
                json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply. Send plain objects and lists.") from error
        except UnicodeEncodeError as error:
            raise ParseError("The JSON holds a character that is not text. Take it out.") from error
        return data


class UploadBody(MultiPartParser):
    """A form with files, of at most `largest_body_bytes` (6 MB unless the view says otherwise) together."""

    largest_body_bytes: ClassVar[int] = 6 * MEGABYTE

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The fields and files. Refused by the length the server holds the client to, before anything is read."""
        limit = _limit(parser_context, self.largest_body_bytes)
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if not str(length).isdigit() or int(length) > limit:
            raise BodyTooLarge(limit)
        return super().parse(stream, media_type, parser_context)
