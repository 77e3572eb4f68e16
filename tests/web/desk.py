"""What tests of the desk's pages do as a person does: open a form, type, send."""

import re

from django.urls import reverse


def page(revision, section):
    return reverse("section-page", args=[revision.public_id, section])


def adding(revision, section):
    return reverse("section-row-add", args=[revision.public_id, section])


def editing(revision, section, row):
    return reverse("section-row-edit", args=[revision.public_id, section, row.public_id])


def hidden(answer):
    """The key and the version that the form of this page carries."""
    text = answer.content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]*)"', text) for name in ("key", "version")}
    assert all(found.values()), "the page has no form"
    return {name: match.group(1) for name, match in found.items()}


def typed_into(client, address, **values):
    """Open a form and send it with these values, as a person does."""
    return client.post(address, hidden(client.get(address)) | values)
