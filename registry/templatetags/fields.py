"""Form fields in the design system's markup, for our own forms and for those that other packages bring."""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

from registry.findings import Finding
from registry.forms import place_of

register = template.Library()


@register.filter
def control_kind(field: BoundField) -> str:
    """How the field is laid out: input, select, textarea, file, checkbox, radio or checkboxes."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "checkbox"
    if isinstance(widget, widgets.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, widgets.RadioSelect):
        return "radio"
    if isinstance(widget, widgets.Select):
        return "select"
    if isinstance(widget, widgets.Textarea):
        return "textarea"
    if isinstance(widget, widgets.FileInput):
        return "file"
    return "input"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's input element with the design system's class. Django itself ties it to its hint and error."""
    classes = {
        "select": "nsw-form__select",
        "checkbox": "nsw-form__checkbox-input",
        "file": "nsw-form__input reg-file",
    }
    own = field.field.widget.attrs.get("class", "")
    names = f"{classes.get(control_kind(field), 'nsw-form__input')} {own}".strip()
    if isinstance(field.field, (forms.IntegerField, forms.DecimalField, forms.FloatField)):
        names += " reg-number"
    return field.as_widget(attrs={"class": names})


@register.simple_tag
def summary_lines(form: Any = None, findings: Iterable[Any] | None = None) -> list[dict[str, str]]:
    """The lines of an error summary: what is wrong, and the address of the field where it can be mended."""
    lines: list[dict[str, str]] = []
    if isinstance(form, forms.BaseForm) and form.is_bound:
        lines += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for field in form:
            target = field.id_for_label or field.auto_id
            if control_kind(field) in ("radio", "checkboxes"):
                target = f"{field.auto_id}_0"
            lines += [{"text": str(text), "target": f"#{target}"} for text in field.errors]
    for item in findings or ():
        finding = item if isinstance(item, Finding) else Finding(**item)
        place = place_of(finding)
        lines.append({"text": f"{place}: {finding.message}" if place else finding.message, "target": ""})
    return lines
