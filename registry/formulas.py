"""Words that a spreadsheet program could run: names and notes come from people, and files are opened in such programs.
Pure.

A cell is read as a formula by how it begins, whatever the file says of it, and some programs read the full-width signs
as the narrow ones. Behind an apostrophe it is text.
"""

from typing import Any

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that is read as a formula, or that hides behind white space one that is."""


def like_a_formula(text: str) -> bool:
    """Could a spreadsheet program take the text for a formula?"""
    return text.startswith(SIGNS)


def guarded(value: Any) -> Any:
    """Text that could be taken for a formula, behind an apostrophe; all else as it is."""
    return f"'{value}" if isinstance(value, str) and like_a_formula(value) else value
