"""Signing a statement: by one's own name, in a capacity, kept as it was shown."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from registry.findings import InvalidInput
from registry.parties.models import Signature
from registry.parties.services.signatures import sign

pytestmark = pytest.mark.django_db
TEXT = "I own these credits and sell 12 of them."


@pytest.fixture
def signing(act, landholder_signatory, landholder):
    def run(typed_name="Sol Signatory", capacity="owner", text=TEXT):
        return sign(
            actor=act(landholder_signatory),
            organisation=landholder,
            statement_code="transfer.v1",
            statement_text=text,
            typed_name=typed_name,
            capacity=capacity,
            now=timezone.now(),
        )

    return run


@pytest.mark.parametrize("typed", ["Sol Signatory", "  sol   SIGNATORY "])
def test_a_signature_keeps_who_signed_what_for_whom(signing, landholder_signatory, landholder, typed):
    made = Signature.objects.get(pk=signing(typed, " sole  owner ").pk)
    assert (made.signer, made.organisation, made.capacity) == (landholder_signatory, landholder, "sole owner")
    assert (made.statement_code, made.statement_text) == ("transfer.v1", TEXT)
    assert made.signer_name == " ".join(typed.split())


@pytest.mark.parametrize(
    ("typed", "capacity", "expected"),
    [
        (
            "",
            " ",
            [("signature.name.missing", "typed_name"), ("signature.capacity.missing", "capacity")],
        ),
        ("Lou Landholder", "owner", [("signature.name.not_yours", "typed_name")]),
        ("Sol", "owner", [("signature.name.not_yours", "typed_name")]),
        ("Sol Signatory", "x" * 121, [("signature.capacity.too_long", "capacity")]),
    ],
)
def test_a_signature_without_ones_own_name_or_a_capacity_is_refused(signing, typed, capacity, expected):
    with pytest.raises(InvalidInput) as refusal:
        signing(typed, capacity)
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == expected
    assert not Signature.objects.exists()


def test_a_statement_without_text_cannot_be_signed(signing):
    with pytest.raises(ValueError, match="no text to sign"):
        signing(text=" ")


def test_a_signature_cannot_be_changed_in_the_database(signing):
    signing()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Signature.objects.update(capacity="director")
