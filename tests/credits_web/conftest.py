"""The market of the dealings' tests, and what a person does with a form in two steps."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from registry.parties.models import Organisation, User
from tests.dealings.market import Market


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
def seller(client_for: Callable[[User | None], Client], market: Market) -> Client:
    """A browser of the holder's signatory."""
    return client_for(market.seller_person)


@pytest.fixture
def buyer(client_for: Callable[[User | None], Client], market: Market) -> Client:
    """A browser of the buyer's signatory."""
    return client_for(market.buyer_person)


@pytest.fixture
def officer(client_for: Callable[[User | None], Client], market: Market) -> Client:
    """A browser of the registrar."""
    return client_for(market.registrar)


@pytest.fixture
def approver(client_for: Callable[[User | None], Client], market: Market) -> Client:
    """A browser of the registrar's approver."""
    return client_for(market.approver)


def text_of(answer: Any) -> str:
    """What a person reads on the page, tags taken out and spaces folded."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of the page's forms, key included."""
    main = answer.content.decode().partition("<main")[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def signed(client: Client, address: str, values: dict[str, Any], user: User) -> tuple[Any, dict[str, Any]]:
    """Fill the first step, go on, sign: the answer, and what was sent last."""
    second = client.post(address, {**values, "step": "look"})
    assert second.status_code == 200, text_of(second)
    sent = {**hidden(second), "typed_name": user.name, "capacity": "Director", "step": "sign"}
    return client.post(address, sent), sent


def filled(client: Client, address: str, values: dict[str, Any]) -> Any:
    """Open a form of one step and send it."""
    return client.post(address, {**hidden(client.get(address)), **values})
