"""One entry of the access table, and short ways to write who gets what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ROLES = (
    "public",
    "stranger",
    "landholder_member",
    "proponent_member",
    "assessor",
    "lapsed_assessor",
    "other_assessor",
    "reviewer",
    "trust_reviewer",
    "registrar",
)
"""Names of the fixtures in tests/conftest.py, from least to most; `public` has not signed in. `assessor` owns what an
address is about; `lapsed_assessor` is of the same firm, `other_assessor` of another."""

Statuses = Mapping[str, int]
Fixture = Callable[[str], Any]


def no_arguments(fixture: Fixture) -> dict[str, Any]:
    """For addresses without arguments."""
    return {}


@dataclass(frozen=True)
class Route:
    """What each role gets from the address called `name`.

    `arguments` is given `fixture(name)` (the people of `ROLES`, organisations, `release`, or your own fixtures from a
    conftest) and returns the address' keyword arguments: make there what the address needs, owned by `assessor`.
    `get`, `post`, `put`, `patch` and `delete` give a status for every role; None where the method is not allowed at
    all, and then everybody who gets past the door gets 405. `data` is what is sent: leave it empty where empty input
    is refused after the policy has let the person in, for what matters here is who gets past.
    """

    name: str
    get: Statuses | None = None
    post: Statuses | None = None
    put: Statuses | None = None
    patch: Statuses | None = None
    delete: Statuses | None = None
    arguments: Callable[[Fixture], dict[str, Any]] = no_arguments
    data: Callable[[Fixture], dict[str, Any]] = no_arguments
    query: str = ""

    @property
    def methods(self) -> dict[str, Statuses]:
        """The methods that have an expectation."""
        given = {
            "get": self.get,
            "post": self.post,
            "put": self.put,
            "patch": self.patch,
            "delete": self.delete,
        }
        return {method: statuses for method, statuses in given.items() if statuses is not None}


def everybody(status: int = 200) -> Statuses:
    """The same for all, signed in or not."""
    return dict.fromkeys(ROLES, status)


def signed_in(status: int = 200, *, public: int = 302) -> Statuses:
    """All who have signed in; `public` is 302 (to the sign-in page) for pages and 401 for the API."""
    return {role: public if role == "public" else status for role in ROLES}


def only(*allowed: str, status: int = 200, others: int = 403, public: int = 302) -> Statuses:
    """`allowed` get `status`; others may know that it exists but get 403."""
    return {role: status if role in allowed else public if role == "public" else others for role in ROLES}


def seen_by(*allowed: str, status: int = 200, public: int = 302) -> Statuses:
    """`allowed` get `status`; for all others it is as if it did not exist (404)."""
    return only(*allowed, status=status, others=404, public=public)
