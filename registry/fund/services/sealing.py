"""Bank accounts encrypted, and the keyed hash by which the same account is known again without reading it.

Keys come from `settings.BANK_KEY`, the newest first: the first one seals, every one unseals. Whoever has the database
without the keys reads no account number, and cannot try all numbers against the hashes either.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from registry.findings import DomainError

FIELDS = ("bsb", "account_number", "title")


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """An account on its way into the registry. What is written of it anywhere (logs, pages of errors, the hash of a
    request that is repeated) is `repr`, and that tells nothing without the key."""

    bsb: str
    account_number: str
    title: str

    def __repr__(self) -> str:
        return f"Account({_hash(_keys()[0], self.bsb, self.account_number, self.title)})"


def seal(details: dict[str, str]) -> str:
    """`bsb`, `account_number` and `title` encrypted with the newest key. Raises DomainError where no key is set."""
    plain = json.dumps({field: details[field] for field in FIELDS}, ensure_ascii=False)
    return _box().encrypt(plain.encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed, by the same names. Raises DomainError where no key fits."""
    return {str(field): str(value) for field, value in json.loads(_unsealed(sealed)).items()}


def seal_text(text: str) -> str:
    """A text that holds account numbers, such as a bank file, encrypted with the newest key."""
    return _box().encrypt(text.encode()).decode()


def unseal_text(sealed: str) -> str:
    """The text again. Raises DomainError where no key fits."""
    return _unsealed(sealed).decode()


def fingerprint(*, bsb: str, account_number: str) -> str:
    """The keyed hash kept with an account, by the newest key."""
    return fingerprints(bsb=bsb, account_number=account_number)[0]


def fingerprints(*, bsb: str, account_number: str) -> tuple[str, ...]:
    """The account's hash by every key, the newest first: what was kept under an earlier key is found, too."""
    # Zeros in front of an account number make no other account of it to most banks.
    return tuple(_hash(key, bsb, account_number.lstrip("0")) for key in _keys())


def _keys() -> tuple[bytes, ...]:
    configured = tuple(key.strip().encode() for key in settings.BANK_KEY if key.strip())
    if configured:
        return configured
    if settings.DEMO or settings.TESTING or settings.DEBUG:
        derived = hashlib.sha256(b"bank details:" + settings.SECRET_KEY.encode()).digest()
        return (urlsafe_b64encode(derived),)
    raise DomainError(
        "bank_details.no_key",
        "Bank details cannot be kept yet: the operator of this site has to set the key that they are encrypted with.",
    )


def _unsealed(sealed: str) -> bytes:
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken as error:
        raise DomainError(
            "bank_details.key_lost",
            "What is sealed here was sealed with a key that is no longer set. The operator must set it again.",
        ) from error


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _hash(key: bytes, *parts: str) -> str:
    # A key of its own for hashing: one key for one purpose.
    hashing = hmac.new(key, b"fingerprint of a bank account", hashlib.sha256).digest()
    return hmac.new(hashing, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
