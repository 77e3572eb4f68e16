"""A file as it was given, and how a reader says how far it is. Pure: no Django, no clock, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[[int, int, str], None]
"""Progress: done, total, what is being done."""

COLUMNS_MAXIMUM = 300

FORMULA = "\x01formula"
"""Stands for a cell that holds a formula: no value can be trusted."""

NESTED = "\x01nested"
"""Stands for a cell that holds a list or an object."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: its name for a person, and its bytes."""

    name: str
    content: bytes
