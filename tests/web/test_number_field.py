"""Fields of numbers, of which a table of costs has thousands."""

import pytest
from django import forms

from assessments.web.fields import NumberText


@pytest.mark.parametrize("value", [None, "", 0, 12, "12.50", '"><script>', "a & b"])
@pytest.mark.parametrize(
    "attrs", [None, {"id": "id_a", "required": True}, {"disabled": False, "title": "<'\">"}]
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_number_field_is_drawn_as_django_draws_it(value, attrs, whole):
    widget = NumberText(attrs={"class": "veg-cell", "aria-label": "Line 1: Year 1 <b>"}, whole=whole)
    drawn = super(NumberText, widget).render("r0-y1", value, attrs)
    assert isinstance(widget, forms.TextInput)
    assert widget.render("r0-y1", value, attrs) == drawn.strip()
