"""Two people at the same bank details at once, on PostgreSQL: one set waits, one is verified, nothing is done twice."""

from typing import Any

import pytest

from registry.audit.models import AuditEvent
from registry.fund.models import BankDetail
from tests.concurrency.test_assessment_races import all_at_once
from tests.conftest import give_role
from tests.fund_payees.accounts import enter, verify

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def holders(act, landholder, landholder_signatory, landholder_member, today):
    give_role(landholder_member, landholder, "landholder", since=today)
    return act(landholder_signatory), act(landholder_member)


def states_of(organisation: Any) -> list[str]:
    return list(
        BankDetail.objects.filter(organisation=organisation).order_by("pk").values_list("state", flat=True)
    )


@pytest.mark.parametrize("waiting", [False, True])
def test_of_two_accounts_entered_at_once_one_waits(holders, landholder, waiting):
    if waiting:
        enter(holders[0], landholder, account_number="555666")
    first, second = holders
    results = all_at_once(
        lambda: {"made": enter(first, landholder, account_number="111222")},
        lambda: {"made": enter(second, landholder, account_number="333444")},
    )
    done = sum(isinstance(one, dict) for one in results)
    assert done >= 1
    assert states_of(landholder) == ["replaced"] * (done - 1 + waiting) + ["entered"]


def test_two_verifiers_at_once_verify_once(act, holders, landholder, trust_officer, trust_approver):
    detail = enter(holders[0], landholder)
    officer, approver = act(trust_officer), act(trust_approver)
    results = all_at_once(
        lambda: {"made": verify(officer, BankDetail.objects.get(pk=detail.pk))},
        lambda: {"made": verify(approver, BankDetail.objects.get(pk=detail.pk))},
    )
    assert sum(isinstance(one, dict) for one in results) == 1
    assert states_of(landholder) == ["verified"]
    assert AuditEvent.objects.filter(action="bank_details.verify").count() == 1


def test_what_is_replaced_meanwhile_is_not_verified(act, holders, landholder, trust_officer):
    detail = enter(holders[0], landholder)
    officer = act(trust_officer)
    results = all_at_once(
        lambda: {"made": enter(holders[1], landholder, account_number="111222")},
        lambda: {"made": verify(officer, BankDetail.objects.get(pk=detail.pk))},
    )
    entering, verifying = (isinstance(one, dict) for one in results)
    assert (
        states_of(landholder)
        == {
            (True, True): ["verified", "entered"],
            (True, False): ["replaced", "entered"],
            (False, True): ["verified"],
        }[entering, verifying]
    )
