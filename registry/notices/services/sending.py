"""Sending a notice: one step of the command that makes the change it tells about."""

from collections.abc import Iterable
from datetime import datetime

from registry.notices.models import Notice
from registry.parties.models import Organisation

LONGEST_TITLE = 160


def send(*, organisation: Organisation, title: str, body: str, path: str, now: datetime) -> Notice:
    """A notice to the people of `organisation`, in the transaction of the change. `path` is the page to look at, of
    this site; empty for none. Raises ValueError for a path that leads elsewhere or a title that does not fit."""
    return send_to_each(organisations=[organisation], title=title, body=body, path=path, now=now)[0]


def send_to_each(
    *, organisations: Iterable[Organisation], title: str, body: str, path: str, now: datetime
) -> list[Notice]:
    """The same notice to the people of each organisation, in one statement; otherwise as `send`."""
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError(f"a notice leads to a page of this site, not to {path}")
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise ValueError(f"a notice's title has 1 to {LONGEST_TITLE} characters: {title}")
    return Notice.objects.bulk_create(
        Notice(organisation=organisation, title=title, body=body, path=path, sent_at=now)
        for organisation in organisations
    )
