"""Form fields of the assessor's desk: hectares, numbers that keep what was typed, names offered from a list."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from registry.units import area_m2_from_hectares, hectares

TO_FINALISE = "needed to finalise"
"""Said beside a field that may stay empty while working, instead of "optional"."""
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
COUNT = {"inputmode": "numeric", "autocomplete": "off"}


class NumberText(forms.TextInput):
    """A number as text: a browser's own number field throws away what it cannot read."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, whole: bool = False) -> None:
        super().__init__({**(COUNT if whole else NUMBER), **(attrs or {})})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """What Django's template gives, without a template: a table of costs has thousands of these."""
        widget = self.get_context(name, value, attrs)["widget"]
        given = {"type": widget["type"], "name": widget["name"]}
        if widget["value"] is not None:
            given["value"] = widget["value"]
        given |= {key: one for key, one in widget["attrs"].items() if one is not False}
        parts = [
            format_html(" {}", key) if one is True else format_html(' {}="{}"', key, one)
            for key, one in given.items()
        ]
        return format_html("<input{}>", format_html_join("", "{}", ((part,) for part in parts)))


class HectaresField(forms.DecimalField):
    """An area in hectares; `m2` turns it into whole square metres."""

    widget = NumberText

    def __init__(self, *, decimal_places: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal("0.0001"))
        super().__init__(max_digits=12, decimal_places=decimal_places, **kwargs)
        self.error_messages["invalid"] = "Enter the area in hectares, for example 12.35."
        self.error_messages["max_decimal_places"] = f"Give the area with at most {decimal_places} decimals."

    def prepare_value(self, value: Any) -> Any:
        """Hectares without trailing zeros."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    @staticmethod
    def m2(value: Decimal | None) -> int | None:
        """Hectares as whole square metres."""
        return None if value is None else area_m2_from_hectares(value)

    @staticmethod
    def ha(area_m2: int | None) -> Decimal | None:
        """Square metres as hectares."""
        return None if area_m2 is None else hectares(area_m2)


class DatalistInput(forms.TextInput):
    """A text field that offers values to pick from while typing, without JavaScript. Any text can be typed.

    `options` gives pairs of value and what is shown beside it, read when the field is drawn.
    """

    def __init__(
        self, options: Callable[[], Iterable[tuple[str, str]]], attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.options = options

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{name}-options"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.options())
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={
                "required": "Enter the day.",
                "invalid": "Enter a day as day/month/year, for example 31/12/2026.",
            },
            **kwargs,
        )


def yes_no(value: str) -> bool:
    """The two answers of a yes-or-no question as a truth value."""
    return value == "yes"


class YesNoField(forms.TypedChoiceField):
    """A question that has to be answered with yes or no."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce=yes_no,
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored truth value as the answer's code."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
