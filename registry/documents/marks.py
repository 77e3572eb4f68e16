"""The mark of a provisional value, and its legend.

A value that rests on a fact not confirmed in an official source carries a dagger wherever it is printed, and
the document says under it what the dagger means and why it is there.
"""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from registry.documents.text import Span, Value, parts, text

MARK = "†"
MEANING = "Provisional: this value rests on a fact that is not confirmed in an official source."


def provisional(value: str) -> str:
    """The value with the mark, once."""
    return value if value.endswith(MARK) else f"{value}{MARK}"


def provisional_legend(reasons: Sequence[Value] = ()) -> list[Flowable]:
    """What the mark means, and each reason once, in the order given. Nothing when there is no reason."""
    seen: list[list[Span]] = []
    for reason in reasons:
        spans = parts(reason)
        if spans not in seen:
            seen.append(spans)
    if not seen:
        return []
    meaning = text([Span(f"{MARK} ", bold=True), MEANING], "small")
    return [meaning, *(text([Span("– "), *spans], "small") for spans in seen)]
