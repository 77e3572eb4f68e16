"""Many requests at once: one document for one thing, and no number twice."""

from typing import Any

import pytest
from django.utils import timezone

from credits.certificates import kinds
from credits.certificates.models import IssuedDocument
from credits.certificates.services import issuing
from registry.audit.events import verify_all
from tests.builders_people import Cast
from tests.concurrency.test_assessment_races import all_at_once
from tests.dealings.market import market_of

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def test_requests_at_once_get_one_document_for_each_thing_and_no_number_twice(cast: Cast) -> None:
    market = market_of(cast)
    market.lot(100)

    def asked(who: Any, whose: Any) -> Any:
        actor = market.actor(who)
        return lambda: issuing.issue(
            actor=actor,
            kind=kinds.HOLDING,
            subject=str(whose.public_id),
            today=market.today,
            now=timezone.now(),
        )

    results = all_at_once(
        *[asked(market.seller_person, market.holder)] * 4,
        *[asked(market.buyer_person, market.buyer)] * 4,
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    documents = list(IssuedDocument.objects.all())
    assert {result["number"] for result in results} == {document.number for document in documents}
    assert sorted(document.subject for document in documents) == sorted(
        str(organisation.public_id) for organisation in (market.holder, market.buyer)
    )
    assert [result["again"] for result in results].count(False) == 2
    assert all(not breaks for _, breaks in verify_all())
