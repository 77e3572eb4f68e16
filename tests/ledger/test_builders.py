"""Accounts and lots that other tests build on."""

import pytest

from credits.models import HolderAccount
from tests.builders_ledger import make_account, make_class, open_lot

pytestmark = pytest.mark.django_db


def test_an_organisation_has_one_account(landholder):
    assert make_account(landholder) == make_account(landholder)
    assert HolderAccount.objects.count() == 1


def test_a_lot_of_another_class_has_another_class(landholder):
    koala = make_class(kind="species", scientific_name="Phascolarctos cinereus")
    lots = [open_lot(landholder, 5), open_lot(landholder, 5), open_lot(landholder, 5, credit_class=koala)]
    assert [lot.available for lot in lots] == [5, 5, 5]
    assert len({lot.credit_class_id for lot in lots}) == 2
