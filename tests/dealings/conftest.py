"""The market that the tests of dealings share."""

import pytest

from registry.parties.models import Organisation, User
from tests.dealings.market import Market


@pytest.fixture
def market(
    landholder: Organisation,
    proponent: Organisation,
    landholder_signatory: User,
    developer: User,
    registrar: User,
    registrar_approver: User,
) -> Market:
    return Market(
        holder=landholder,
        buyer=proponent,
        seller_person=landholder_signatory,
        buyer_person=developer,
        registrar=registrar,
        approver=registrar_approver,
    )
