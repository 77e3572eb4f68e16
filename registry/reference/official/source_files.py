"""A file as it was given, and how a reader says how far it is. Pure: no Django, no clock, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[[int, int, str], None]
"""Progress: done, total, what is being done."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: its name for a person, and its bytes."""

    name: str
    content: bytes
