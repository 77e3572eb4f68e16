"""The list of documents and the report as pages in a browser."""

import pytest

from tests import builders
from tests.web.test_report_page import built, list_of, report_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_meet_wcag_at_two_sizes(
    live_server, page, sign_in, axe, settings, tmp_path, assessor, authority, release
):
    settings.MEDIA_ROOT = tmp_path / "media"
    final = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    built(final)
    sign_in(page, assessor)
    for address in (list_of(final), report_of(final), report_of(final, "assessment_report")):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(live_server.url + address)
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
