"""The official formats that can be loaded, by code."""

from registry.reference.official.reading import (
    ACKNOWLEDGEABLE,
    ID_CHANGES_MEANING,
    OfficialFormat,
    OfficialRead,
    ReadContext,
    SourceFile,
)

__all__ = [
    "ACKNOWLEDGEABLE",
    "FORMATS",
    "ID_CHANGES_MEANING",
    "OfficialFormat",
    "OfficialRead",
    "ReadContext",
    "SourceFile",
]

FORMATS: dict[str, OfficialFormat] = {}
