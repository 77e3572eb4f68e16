"""Building and storing the documents of a calculation."""

from collections.abc import Callable

from assessments.models import ReportDocument


def build_all(*, calculation_id: int, report: Callable[[int, int, str], None]) -> list[ReportDocument]:
    """Build every document of one stored calculation that does not exist yet."""
    raise NotImplementedError
