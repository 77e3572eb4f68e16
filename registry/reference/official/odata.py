"""Pages of a web service's answer (`{"value": [...], "@odata.nextLink": ...}`), put in order and checked for gaps.

The pages are files in any order. A page does not say which one it is, but its link says how many rows stand before
the next. So pages are ordered by the number in `$skip` or `$skiptoken`, and with `$skip` every page must hold the rows
that lie between the links. Where the service says how many rows there are (`@odata.count`), all of them must be here.
Pure: no Django, no clock, no I/O.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from registry.findings import Finding
from registry.reference.csv_files import finding
from registry.reference.official.source_files import SourceFile
from registry.reference.official.texts import text_of

_SKIP = re.compile(r"[?&]\$skip=([0-9]{1,12})(?:&|$)", re.IGNORECASE)
_TOKEN = re.compile(r"[?&]\$skiptoken=([^&]*)", re.IGNORECASE)


PARTS_MAXIMUM = 4_000_000
"""Objects and lists in all pages together. Each takes many times its characters in memory."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows as JSON objects, and the link to the next page, if there is one."""

    file: str
    values: list[dict[str, Any]]
    next_link: str = ""
    count: int | None = None
    doubled: tuple[str, ...] = ()

    @property
    def skip(self) -> int | None:
        """How many rows stand before the next page, where the link says so."""
        found = _SKIP.search(unquote(self.next_link))
        return int(found[1]) if found else None

    @property
    def token(self) -> str:
        """The link's other mark of a place, where it has one."""
        found = _TOKEN.search(unquote(self.next_link))
        return found[1] if found else ""


def pages_of(files: Sequence[SourceFile], findings: list[Finding]) -> list[Page]:
    """The pages in the order of their links, without repeats. Faults are in `findings`."""
    if sum(file.content.count(b"{") + file.content.count(b"[") for file in files) > PARTS_MAXIMUM:
        message = f"the pages hold more than {PARTS_MAXIMUM:,} objects and lists: they are not rows of data."
        findings.append(finding(files[0].name, "page.parts", message))
        return []
    pages: list[Page] = []
    first_with: dict[str, str] = {}
    for file in files:
        page = _page(file, findings)
        if page is None:
            continue
        sum_of_rows = _sum(page)
        if sum_of_rows in first_with and page.values:
            message = f"the page holds the same rows as {first_with[sum_of_rows]}: leave one of them out."
            findings.append(finding(file.name, "page.repeated", message))
            continue
        first_with[sum_of_rows] = file.name
        pages.append(page)
    if pages and len(pages) == len(files):
        pages = _chained(pages, findings)
    return pages


def _sum(page: Page) -> str:
    """A checksum of the rows, whatever the order of their fields and the spaces between them."""
    try:
        return sha256(json.dumps(page.values, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        # Nested deeper than can be written: told cell by cell later; it only has to differ from other pages here.
        return page.file


def _page(file: SourceFile, findings: list[Finding]) -> Page | None:
    text = text_of(file, findings)
    if text is None:
        return None
    doubled: set[str] = set()

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubled.update(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        return found

    try:
        data = json.loads(text, object_pairs_hook=as_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = (
            f"this is not complete JSON{where}: the file is cut off or damaged. Download the page again."
        )
        findings.append(finding(file.name, "page.truncated", message))
        return None
    page = _as_page(file.name, data, findings)
    if page is not None and doubled:
        page = replace(page, doubled=tuple(sorted(doubled)))
    return page


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _as_page(name: str, data: Any, findings: list[Finding]) -> Page | None:
    if isinstance(data, dict) and "error" in data and "value" not in data:
        error = data["error"]
        said = error.get("message", "") if isinstance(error, dict) else error
        message = f"the service answered with an error, not with data: “{str(said)[:200]}”."
        findings.append(finding(name, "page.error", message))
        return None
    values = data.get("value") if isinstance(data, dict) else data
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        message = "this is not a page of the web service: it has no list of rows named “value”."
        findings.append(finding(name, "page.shape", message))
        return None
    if not isinstance(data, dict):
        return Page(name, values)
    link = data.get("@odata.nextLink") or data.get("odata.nextLink") or ""
    count = data.get("@odata.count", data.get("odata.count"))
    count = int(count) if isinstance(count, int | str) and str(count).isdigit() else None
    return Page(name, values, link if isinstance(link, str) else "", count)


def _chained(pages: list[Page], findings: list[Finding]) -> list[Page]:
    """The pages in order. Every link must lead to a page that is there, and one page must be the last."""
    last = [page for page in pages if not page.next_link]
    linked = [page for page in pages if page.next_link]
    if not last:
        message = "the last page is missing: every page names a next one."
        findings.append(finding(linked[-1].file, "page.missing", message))
    for extra in last[1:]:
        message = f"this and {last[0].file} both say that they are the last page: they are not of one answer."
        findings.append(finding(extra.file, "page.two_ends", message))
    links: dict[str, str] = {}
    for page in linked:
        if page.next_link in links:
            message = (
                f"its next page is the same as that of {links[page.next_link]}: the page is there twice."
            )
            findings.append(finding(page.file, "page.repeated", message))
        links.setdefault(page.next_link, page.file)
    if len(last) == 1 and len(links) == len(linked):
        if all(page.skip is not None for page in linked):
            linked.sort(key=lambda page: page.skip or 0)
            _check_counts([*linked, last[0]], findings)
        else:
            linked.sort(key=lambda page: _by_number(page.token))
            _check_total([*linked, last[0]], findings)
    return [*linked, *last]


def _by_number(token: str) -> tuple[int, str]:
    digits = re.findall(r"[0-9]+", token)
    return (int(digits[-1]) if digits else 0, token)


def _check_counts(pages: list[Page], findings: list[Finding]) -> None:
    """With `$skip` in the links, each page holds exactly the rows between two links."""
    before = 0
    for page in pages:
        if page.skip is None:
            break
        if before + len(page.values) != page.skip:
            message = (
                f"a page is missing or cut: rows {before + 1} to {page.skip} are wanted up to its link, "
                f"but {len(page.values)} are here."
            )
            findings.append(finding(page.file, "page.missing", message))
        before = page.skip
    _check_total(pages, findings, unseen="right before the last one")


def _check_total(pages: list[Page], findings: list[Finding], *, unseen: str = "in the middle") -> None:
    """Against the number of rows the service gave, if it did; otherwise say what could not be checked: the last page
    does not tell where it begins."""
    counts = {page.count for page in pages if page.count is not None}
    rows = sum(len(page.values) for page in pages)
    if counts:
        if counts != {rows}:
            wanted = " and ".join(f"{count:,}" for count in sorted(counts))
            message = f"the service counts {wanted} rows, but the pages hold {rows:,}: a page is missing."
            findings.append(finding(pages[-1].file, "page.missing", message))
    elif len(pages) > 1:
        message = (
            f"the pages hold {rows:,} rows and do not say how many there should be, so a page missing {unseen} would "
            "not be noticed. Compare with the service, or ask it for $count=true."
        )
        findings.append(finding(pages[-1].file, "page.unchecked", message, severity="warning"))
