"""An agreement for everybody: one registered here, and one known by its number from the published register alone."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credits.models import Lot
from registry.agreements.models import Agreement, OwnerShare
from registry.parties.models import Organisation, User
from tests.builders_ledger import open_lot
from tests.credits_web.conftest import text_of
from tests.dealings.market import Market
from tests.registers.files import imported

pytestmark = pytest.mark.django_db
ADDRESS, API = "/registers/agreements/BS9002/", "/api/v1/registers/agreements/BS9002/"


def told(address: str = API) -> Any:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.json()


def test_sums_follow_the_lots(lot_of_agreement: Lot, market: Market) -> None:
    market.settled_transfer(lot_of_agreement, 30)
    market.offer(lot_of_agreement, 20)
    retirement = market.checked_retirement(lot_of_agreement, 5)
    market.act("retire", retirement, market.approver)
    found = told()
    sums = {name: found[name] for name in ("lots", "issued", "held", "available", "retired", "cancelled")}
    assert sums == {"lots": 3, "issued": 100, "held": 95, "available": 75, "retired": 5, "cancelled": 0}
    assert found["movements"] == {
        "issue": {"movements": 1, "quantity": 100},
        "transfer": {"movements": 1, "quantity": 30},
        "retire": {"movements": 1, "quantity": 5},
    }
    text = text_of(Client().get(ADDRESS))
    assert "100 credits issued 95 held now 75 of these free to deal with 5 retired" in text
    assert "In force, full management not begun" in text


def test_neither_site_nor_land_nor_owner_is_named(lot_of_agreement: Lot, landholder: Organisation) -> None:
    agreement = lot_of_agreement.agreement
    assert agreement is not None
    OwnerShare.objects.create(
        agreement=agreement, organisation=landholder, parts=1, valid_from=agreement.registered_on
    )
    Agreement.objects.filter(pk=agreement.pk).update(
        lots_and_plans="12/DP754321", locality="Singleton", closing_reason="SECRET"
    )
    for address in (ADDRESS, API, f"{API}lots/"):
        content = Client().get(address).content.decode()
        for hidden in (agreement.site_name, "DP754321", "AB123456", "SECRET", landholder.name):
            assert hidden not in content, (address, hidden)
    assert told()["owners"] == ["Name withheld"]
    Organisation.objects.filter(pk=landholder.pk).update(name_published=True)
    assert told()["owners"] == [landholder.name]


def test_an_agreement_before_registration_is_not_public(lot_of_agreement: Lot, trust: Organisation) -> None:
    Agreement.objects.create(
        state="signed",
        number="BS9077",
        site_name="Nowhere",
        applicant=lot_of_agreement.holder.organisation,
        trust=trust,
        created_by=User.objects.first(),
        title_reference="X1",
    )
    for number in ("BS9077", "NONE", "%00"):
        assert Client().get(f"/registers/agreements/{number}/").status_code == 404
        assert Client().get(f"/api/v1/registers/agreements/{number}/").status_code == 404
        assert Client().get(f"/api/v1/registers/agreements/{number}/lots/").status_code == 404


def test_an_agreement_of_the_published_register_has_a_page_of_its_own(tmp_path: Path) -> None:
    imported(tmp_path)
    number = Lot.objects.exclude(agreement_number="").values_list("agreement_number", flat=True).first()
    found = told(f"/api/v1/registers/agreements/{number}/")
    lots = Lot.objects.filter(agreement_number=number)
    assert found["imported"] is True
    assert found["registered_on"] is None
    assert (found["lots"], found["held"]) == (lots.count(), sum(lot.held for lot in lots))
    text = text_of(Client().get(f"/registers/agreements/{number}/"))
    assert "Not published with the register" in text
    assert "by its number and its credits alone" in text


def test_lots_cost_the_same_for_one_and_for_many(lot_of_agreement: Lot, landholder: Organisation) -> None:
    def counts() -> list[int]:
        found = []
        for address in (ADDRESS, API, f"{API}lots/"):
            with CaptureQueriesContext(connection) as caught:
                assert Client().get(address).status_code == 200
            found.append(len(caught))
        return found

    few = counts()
    assert max(few) <= 14
    for _ in range(5):
        open_lot(landholder, 10, agreement=lot_of_agreement.agreement)
    assert counts() == few
    assert told(f"{API}lots/")["count"] == 6
