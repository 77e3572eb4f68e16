"""From what an address asks to a checked question: filters, order and cursor, for pages, programs and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from credits.public.registers.asking import Ask, asked
from credits.public.registers.book import Register
from credits.public.registers.exports.rows import first_order
from credits.public.registers.filters import RegisterFilters
from registry.findings import Finding, InvalidInput


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `form` holds what was typed; `ask` is None where some of it cannot be read."""

    register: Register
    form: RegisterFilters
    ask: Ask | None
    sort: str
    cursor: str

    @property
    def query(self) -> str:
        """The filters alone, for links."""
        given = [(name, self.form.data.get(name, "")) for name in self.form.fields]
        return urlencode([(name, value) for name, value in given if value])

    @property
    def sorted_query(self) -> str:
        """Filters and order, for the links between pages."""
        order = "" if self.sort == first_order(self.register) else urlencode({"sort": self.sort})
        return "&".join(part for part in (self.query, order) if part)

    def require(self) -> Ask:
        """The checked question. Raises InvalidInput with every fault."""
        if self.ask is None:
            raise InvalidInput(
                [
                    Finding(str(error.code or "filter.invalid"), str(message), name)
                    for name, errors in self.form.errors.as_data().items()
                    for error in errors
                    for message in error.messages
                ],
                "Some of the filters cannot be read.",
            )
        return self.ask


def question(register: Register, values: Mapping[str, str], *, today: date) -> Question:
    """The question behind the parameters of an address; an order that is not there counts as not given."""
    form = register.filters(values, today=today)
    sort = values.get("sort", "")
    return Question(
        register,
        form,
        asked(form.cleaned_data, today=today) if form.is_valid() else None,
        sort if sort in register.sorts else first_order(register),
        values.get("cursor", ""),
    )
