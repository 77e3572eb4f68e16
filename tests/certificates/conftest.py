"""The market whose dealings the documents are about, and a key to sign with."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from credits.certificates import kinds, signing
from credits.certificates.models import IssuedDocument
from credits.certificates.services import issuing
from credits.models import Lot
from registry.actor import Actor
from registry.agreements import states
from registry.agreements.models import Agreement
from registry.parties.models import Organisation, User
from tests.builders_ledger import ISSUED_ON, open_lot
from tests.dealings.market import Market

PASSPHRASE = "only for tests"


@pytest.fixture
def market(
    landholder: Organisation,
    proponent: Organisation,
    landholder_signatory: User,
    developer: User,
    registrar: User,
    registrar_approver: User,
) -> Market:
    return Market(
        holder=landholder,
        buyer=proponent,
        seller_person=landholder_signatory,
        buyer_person=developer,
        registrar=registrar,
        approver=registrar_approver,
    )


@pytest.fixture
def agreement(landholder: Organisation, trust: Organisation, landholder_signatory: User) -> Agreement:
    """A bare agreement in force."""
    return Agreement.objects.create(
        state=states.PASSIVE,
        site_name="Ironbark Ridge",
        local_government_area="Cessnock",
        site_area_m2=1_234_500,
        applicant=landholder,
        trust=trust,
        created_by=landholder_signatory,
        number="BS9002",
        title_reference="AB123456",
        registered_on=ISSUED_ON,
    )


@pytest.fixture
def site_lot(agreement: Agreement, market: Market) -> Lot:
    """A root lot of 100 credits of that agreement."""
    return open_lot(market.holder, 100, agreement=agreement)


Issue = Callable[..., IssuedDocument]


@pytest.fixture
def issue(market: Market) -> Issue:
    """`issue(user, kind, thing)`: the document that comes of it."""

    def made(by: User | Actor, kind: str, about: Any, **more: Any) -> IssuedDocument:
        actor = by if isinstance(by, Actor) else market.actor(by)
        clock = {"today": market.today, "now": timezone.now()}
        found = issuing.issue(actor=actor, kind=kind, subject=str(about.public_id), **(clock | more))
        return IssuedDocument.objects.get(public_id=found["id"])

    return made


@pytest.fixture
def certificate(issue: Issue, market: Market, site_lot: Lot) -> IssuedDocument:
    """A retirement certificate."""
    return issue(market.seller_person, kinds.RETIREMENT, retired(market, site_lot))


def retired(market: Market, lot: Lot, quantity: int = 12) -> Any:
    """A recorded retirement for an approval."""
    retirement = market.checked_retirement(
        lot,
        quantity,
        purpose="planning_approval",
        obligation_reference="DA 1/2026 (made up)",
        obligation_local_government_area="Singleton",
    )
    market.act("retire", retirement, market.approver)
    retirement.refresh_from_db()
    return retirement


def bytes_of(document: IssuedDocument) -> bytes:
    """The file as it is kept."""
    with document.file.open("rb") as stream:
        content: bytes = stream.read()
    return content


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key of its own for this run."""
    path = tmp_path_factory.mktemp("signing") / "key.p12"
    path.write_bytes(signing.make_trial_key(PASSPHRASE, now=timezone.now()))
    return path


@pytest.fixture
def signed(settings: Any, key_file: Path) -> Iterator[signing.SigningKey]:
    """Documents are signed."""
    settings.DOCUMENT_SIGNING_PKCS12 = str(key_file)
    settings.DOCUMENT_SIGNING_PASSPHRASE = PASSPHRASE
    key = signing.read_key(str(key_file), PASSPHRASE)
    assert key is not None
    yield key


@pytest.fixture
def now() -> datetime:
    return timezone.now()
