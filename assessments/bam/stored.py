"""Stored JSON back into the frozen data it was written from, so pages and documents read a stored result as a live one.

What was stored is our own and pinned by its hash, so nothing is checked again (a later limit must not make an old
calculation unreadable); `serial` reads what comes from outside. Pure.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def restored(kind: type[T], data: Mapping[str, Any]) -> T:
    """`data` as an instance of the frozen dataclass `kind`; fields it does not know are left out."""
    return cast(T, _build(kind, data))


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))  # type: ignore[arg-type]


def _build(hint: Any, data: Any) -> Any:
    if data is None or hint in (str, int, bool):
        return data
    if hint is float:
        return float(data)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _build(next(kind for kind in get_args(hint) if kind is not type(None)), data)
    if origin is tuple:
        item = get_args(hint)[0]
        return tuple(_build(item, value) for value in data)
    if origin in (dict, Mapping):
        item = get_args(hint)[1]
        return {key: _build(item, value) for key, value in data.items()}
    kind = origin or hint
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _build(wanted, data[name]) for name, wanted in _fields(kind) if name in data})
    return data
