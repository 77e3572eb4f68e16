"""Page numbers and addresses for lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Paginator
from django.http import HttpRequest

register = template.Library()


@register.filter
def page_numbers(paginator: Paginator[Any], number: int) -> Iterator[int | str]:
    """The page numbers to offer around `number`, gaps shown as an ellipsis."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def query_without_page(context: dict[str, Any]) -> str:
    """The parameters of the present address except `page`, for the links between pages."""
    request: HttpRequest = context["request"]
    pairs = [(name, value) for name, values in request.GET.lists() if name != "page" for value in values]
    return urlencode(pairs)
