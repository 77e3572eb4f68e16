"""One entry of the access table, and short ways to write who gets what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ROLES = (
    "public",
    "stranger",
    "landholder_member",
    "landholder_signatory",
    "other_landholder_signatory",
    "proponent_member",
    "developer",
    "assessor",
    "lapsed_assessor",
    "other_assessor",
    "reviewer",
    "authority_officer",
    "authority_delegate",
    "trust_reviewer",
    "trust_officer",
    "trust_approver",
    "registrar",
    "registrar_approver",
    "auditor",
)
"""Names of people in tests/builders_people.py, from least to most; `public` has not signed in. `assessor` owns what an
address is about; `lapsed_assessor` is of the same firm, `other_assessor` of another."""

AT_LEAST = {
    "landholder_signatory": "landholder_member",
    "developer": "proponent_member",
    "authority_officer": "reviewer",
    "authority_delegate": "reviewer",
    "trust_officer": "trust_reviewer",
    "trust_approver": "trust_reviewer",
}
"""Who may do at least what another may, for the same organisation: a row that names the other means both, unless it
names them as well. Every cell is asked for all the same."""

OFFICERS = ("reviewer", "trust_reviewer", "registrar", "registrar_approver", "auditor")
"""Everybody on the staff of the authority, the trust, the registrar or the auditor, by the short way to write it."""

Statuses = Mapping[str, int]
Fixture = Callable[[str], Any]


def no_arguments(fixture: Fixture) -> dict[str, Any]:
    """For addresses without arguments."""
    return {}


@dataclass(frozen=True)
class Route:
    """What each role gets from the address called `name`.

    `arguments` is given `fixture(name)` (the people of `ROLES`, organisations, `release`, `open_revision`,
    `certified_revision` and `submitted_revision` of tests/access/conftest.py, or your own fixtures from a conftest) and
    returns the address' keyword arguments: make there, once for all roles, what the address needs, owned by
    `assessor`. What a role's request does is undone before the next role comes.
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


def widened(own: Statuses) -> dict[str, int]:
    """`own`, and the same for those who may do at least what its people may, where it does not name them."""
    more = {role: own[lesser] for role, lesser in AT_LEAST.items() if lesser in own}
    return {**more, **own}


def among(*names: str) -> frozenset[str]:
    """Those people, and those who may do at least what they may."""
    return frozenset(widened(dict.fromkeys(names, 0)))


def everybody(status: int = 200) -> Statuses:
    """The same for all, signed in or not."""
    return dict.fromkeys(ROLES, status)


def signed_in(status: int = 200, *, public: int = 302) -> Statuses:
    """All who have signed in; `public` is 302 (to the sign-in page) for pages and 401 for the API."""
    return {role: public if role == "public" else status for role in ROLES}


def only(*allowed: str, status: int = 200, others: int = 403, public: int = 302) -> Statuses:
    """`allowed` get `status`; others may know that it exists but get 403."""
    let_in = among(*allowed)
    return {role: status if role in let_in else public if role == "public" else others for role in ROLES}


def seen_by(*allowed: str, status: int = 200, public: int = 302) -> Statuses:
    """`allowed` get `status`; for all others it is as if it did not exist (404)."""
    return only(*allowed, status=status, others=404, public=public)
