"""One cell of a plot sheet: its value, or what is wrong with it and what to do.

Values are exact: integers as int, other numbers as Decimal with every digit that was typed. Pure.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from assessments.plots.template import (
    CONDITION_CLASS_LENGTH_MAXIMUM,
    LABEL_LENGTH_MAXIMUM,
    PlotColumn,
)
from registry.findings import Finding, Severity

Value = int | Decimal | str | None

SHOWN_LENGTH = 40

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
_SEPARATED = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u2009\u202f]*[0-9]")
_SHORTENED = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_WITH_UNIT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\s*(?:%|[A-Za-z]+[0-9]?)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
_CONDITION_CLASS = re.compile(rf"[A-Za-z0-9_-]{{1,{CONDITION_CLASS_LENGTH_MAXIMUM}}}")


class Problem(NamedTuple):
    """What is wrong with a cell, before it is known in which row. `code` is the last part of the finding's
    code."""

    code: str
    message: str
    severity: Severity = "error"


class Cell(NamedTuple):
    """A checked cell; `value` is None when blank or not readable."""

    value: Value
    problems: tuple[Problem, ...] = ()


def shown(text: str) -> str:
    """What was typed, safe and short enough to repeat in a message."""
    plain = "".join(
        " " if unicodedata.category(letter).startswith(("C", "Z")) else letter for letter in text[:200]
    )
    return plain if len(plain) <= SHOWN_LENGTH else plain[: SHOWN_LENGTH - 1] + "…"


def finding_at(problem: Problem, *, column: PlotColumn, row_number: int) -> Finding:
    """The problem of a cell as a finding with its place."""
    return Finding(
        code=f"plot.{column.name}.{problem.code}",
        message=problem.message,
        field=column.name,
        row=row_number,
        column=column.name,
        severity=problem.severity,
    )


def check_cell(column: PlotColumn, text: str) -> Cell:
    """The value of one trimmed cell of `column`, with its problems. Never raises, whatever the text."""
    if not text:
        return Cell(None, (_blank(column),)) if column.required else Cell(None)
    if text[0] == "=":
        return Cell(None, (Problem("formula", f"{column.title} holds a formula. Paste its value instead."),))
    if column.kind == "label":
        return _check_label(column, text)
    if column.kind == "condition":
        return _check_condition_class(column, text)
    number = text.replace("\u2212", "-")
    if not _NUMBER.fullmatch(number):
        return Cell(None, (_not_a_number(column, text),))
    return _check_number(column, Decimal(number), text)


def _blank(column: PlotColumn) -> Problem:
    advice = (
        "Enter 0 if there was none." if column.group in ("composition", "structure", "weeds") else "Enter it."
    )
    return Problem("blank", f"{column.title} is blank. {advice}")


def _check_label(column: PlotColumn, text: str) -> Cell:
    if len(text) > LABEL_LENGTH_MAXIMUM and _DATE.fullmatch(text):
        return Cell(None, (_date(column, text),))
    if len(text) > LABEL_LENGTH_MAXIMUM:
        message = (
            f"{column.title} '{shown(text)}' is too long. Use at most {LABEL_LENGTH_MAXIMUM} characters."
        )
        return Cell(None, (Problem("too_long", message),))
    if not text.isprintable():
        message = f"{column.title} '{shown(text)}' holds a character that cannot be printed. Type it again."
        return Cell(None, (Problem("unprintable", message),))
    return Cell(text)


def _check_condition_class(column: PlotColumn, text: str) -> Cell:
    if _CONDITION_CLASS.fullmatch(text):
        return Cell(text)
    if len(text) > CONDITION_CLASS_LENGTH_MAXIMUM:
        message = (
            f"{column.title} '{shown(text)}' is too long. "
            f"Use at most {CONDITION_CLASS_LENGTH_MAXIMUM} characters."
        )
        return Cell(None, (Problem("too_long", message),))
    message = (
        f"{column.title} '{shown(text)}' may hold only letters, digits, _ and -, without spaces. Rename it."
    )
    return Cell(None, (Problem("characters", message),))


def _date(column: PlotColumn, text: str) -> Problem:
    message = (
        f"{column.title} '{shown(text)}' is a date: the spreadsheet may have changed what was typed. "
        "Set the cell to text and type it again."
    )
    return Problem("date", message)


def _not_a_number(column: PlotColumn, text: str) -> Problem:
    if _DATE.fullmatch(text):
        return _date(column, text)
    if _SHORTENED.fullmatch(text):
        message = f"{column.title} '{shown(text)}' is in shortened notation. Write the number in full."
        return Problem("shortened", message)
    if _SEPARATED.fullmatch(text) and not text.lstrip("+-").isdigit():
        message = (
            f"{column.title} '{shown(text)}' can be read in two ways. Write the number without separators "
            "and with a full stop as the decimal sign, such as 1234.5."
        )
        return Problem("separator", message)
    if _WITH_UNIT.fullmatch(text):
        message = (
            f"{column.title} '{shown(text)}' is a number with something behind it. Write the number alone."
        )
        return Problem("not_a_number", message)
    message = f"{column.title} '{shown(text)}' is not a number. Write a plain number."
    return Problem("not_a_number", message)


def _check_number(column: PlotColumn, number: Decimal, text: str) -> Cell:
    value: int | Decimal = number if number else Decimal(0)
    if column.kind == "integer":
        whole = int(number)
        if whole != number:
            message = f"{column.title} is {shown(text)}. Write a whole number."
            return Cell(None, (Problem("not_whole", message),))
        value = whole
    out_of_range = _out_of_range(column, value, text)
    if out_of_range is not None:
        return Cell(None, (out_of_range,))
    if column.decimals and _decimals(text) > column.decimals:
        return Cell(value, (_too_many_decimals(column, text),))
    return Cell(value)


def _out_of_range(column: PlotColumn, value: int | Decimal, text: str) -> Problem | None:
    minimum, maximum = column.limits
    if minimum <= value <= maximum:
        return None
    code = "negative" if value < 0 else "over_range" if value > maximum else "below_range"
    return Problem(code, f"{column.title} is {shown(text)}. It must be {range_text(column)}.")


def range_text(column: PlotColumn) -> str:
    """The permitted values of a number column for a person: `0 or 1`, `54, 55 or 56`, `from 0 to 100 %`."""
    minimum, maximum = column.limits
    unit = f" {column.unit}" if column.unit else ""
    if column.kind == "integer" and maximum - minimum <= 2:
        choices = [str(choice) for choice in range(int(minimum), int(maximum) + 1)]
        return f"{', '.join(choices[:-1])} or {choices[-1]}"
    return f"from {minimum:,} to {maximum:,}{unit}"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _too_many_decimals(column: PlotColumn, text: str) -> Problem:
    places = "1 decimal" if column.decimals == 1 else f"{column.decimals} decimals"
    kept = (
        "The zone's area is kept to 0.01 ha." if column.name == "area" else "It is kept exactly as entered."
    )
    message = f"{column.title} is {shown(text)}; the template asks for {places}. {kept}"
    return Problem("too_many_decimals", message, "warning")
