"""What waits in payments stands on the home page and on the page of everything that waits."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from registry.fund.models import ManagementYear
from registry.parties.models import User
from tests.builders_people import Cast
from tests.fund_pages.builders import active_site

pytestmark = pytest.mark.django_db

For = Callable[[User | None], Client]


@pytest.mark.parametrize("address", ["/", "/waiting/"])
def test_a_holder_is_led_to_the_overdue_report_and_to_the_bank_details(
    cast: Cast, today: date, client_for: For, address: str
) -> None:
    active_site(cast, on=today - timedelta(days=400))
    page = client_for(cast.person("landholder_signatory")).get(address).content.decode()
    year = ManagementYear.objects.get(year=1)
    assert f'href="/payments/reports/{year.public_id}/"' in page
    assert "Payments are held until they can be used." in page


def test_the_trust_is_led_to_overdue_reports_and_others_to_nothing(
    cast: Cast, today: date, client_for: For
) -> None:
    active_site(cast, on=today - timedelta(days=400))
    assert (
        "Yearly reports overdue" in client_for(cast.person("trust_officer")).get("/waiting/").content.decode()
    )
    assert (
        "Yearly reports overdue" not in client_for(cast.person("developer")).get("/waiting/").content.decode()
    )
