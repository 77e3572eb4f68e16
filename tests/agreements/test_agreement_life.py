"""An agreement from the first intention to full management, and what each step leaves behind."""

import pytest

from registry.agreements import states
from tests import builders_agreements as made
from tests.builders_people import Cast

pytestmark = pytest.mark.usefixtures("release")


def test_an_agreement_goes_from_intention_to_full_management(cast: Cast) -> None:
    agreement = made.active_agreement(cast)
    assert agreement.state == states.ACTIVE
    assert agreement.activated_on == made.today()
