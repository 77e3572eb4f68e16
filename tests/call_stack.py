"""Room on the interpreter's stack, so that a sixth of the suite's time does not go to asking the system for it.

CPython keeps the frames of calls in pieces of 16 kB. Whenever the depth of calls passes the end of a piece another one
is mapped, and unmapped again when the call returns: in the deep calls of a request about seventy times. A frame that
does not fit is given a piece of its own, twice as large at least, whose rest is left to the calls made from it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from _pytest import runner

FRAME_WORDS = 66_000
"""Just above half a megabyte, so that the piece has a whole one and half of it is left: some thousand calls deep."""


def _call(inner: Callable[..., Any], *of: Any) -> Any:
    return inner(*of)


_call.__code__ = _call.__code__.replace(co_stacksize=FRAME_WORDS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run a test as pytest does, with its fixtures, on such a piece."""
    return _call(runner.pytest_runtest_protocol, item, nextitem)
