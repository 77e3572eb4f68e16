"""The market of the dealings' tests, with the feed brought up to date by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from credits.public.feed.numbering import number_changes
from credits.public.models import PublicChange
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)


@pytest.fixture
def publish() -> Callable[..., list[PublicChange]]:
    """`publish()`: number what happened; all changes so far, oldest first."""

    def changes(**values: Any) -> list[PublicChange]:
        number_changes(**({"now": timezone.now()} | values))
        return list(PublicChange.objects.order_by("number"))

    return changes
