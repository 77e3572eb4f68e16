"""The import's pages in a real browser: no barrier axe can find, nothing wider than a phone."""

import pytest
from django.urls import reverse

from credits.registers.services import reading, replaying
from tests import builders
from tests.browser import DESKTOP, PHONE
from tests.registers.files import changed, staged_by

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_imports_pages_have_no_barrier_and_do_not_scroll_sideways(
    fenced_page, live_server, axe, sign_in, registrar
):
    refused = reading.read_import(
        staged_by(registrar, supply=changed("supply", lambda rows: rows[0].__setitem__(0, "Id"))).pk
    )
    replayed = reading.read_import(staged_by(registrar).pk)
    replaying.replay(actor=builders.acting(registrar), import_id=replayed.pk)
    staged = reading.read_import(staged_by(registrar, transactions=changed("transactions", list.pop)).pk)
    sign_in(fenced_page, registrar)
    pages = [reverse("register-imports"), reverse("register-import-new")]
    pages += [reverse("register-import", args=[found.public_id]) for found in (refused, replayed, staged)]
    for address in pages:
        fenced_page.goto(live_server.url + address)
        for size in (DESKTOP, PHONE):
            fenced_page.set_viewport_size(size)
            assert axe(fenced_page) == [], (address, size)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert fenced_page.evaluate(wide) is False, (address, size)
