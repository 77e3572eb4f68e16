"""How many credits of an agreement can still bring their share of the deposit: in force, and their share not settled.

Credits lie above the fund, so who counts them is named by `settings.UNSETTLED_CREDITS`.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

Counting = Callable[[int], int]


@cache
def _counting(path: str) -> Counting:
    found: Counting = import_string(path)
    return found


def unsettled_credits(agreement_id: int) -> int:
    """Of one agreement, by its key; whole credits."""
    return _counting(settings.UNSETTLED_CREDITS)(agreement_id)
