"""Tests of agreements need a site and its plan, and mostly no credits: their reports are stored at once."""

from collections.abc import Iterator

import pytest

from tests import builders_agreements as made


@pytest.fixture(autouse=True)
def _bare_reports() -> Iterator[None]:
    made.REPORT.append(made.bare_report)
    yield
    made.REPORT.pop()
