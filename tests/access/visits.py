"""Fifteen thousand requests of the same nineteen people, with what is the same at each of them looked up once: the
middleware, which view an address leads to, and who somebody is. The request itself goes all the way, every time.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import ResolverMatch

from registry import api
from registry.actor import Actor
from registry.parties import middleware
from registry.parties.models import User
from registry.parties.people import actor_for

PEOPLE_TABLES = '"parties_'
"""How the names of the tables begin that say who somebody is."""

WRITING = ("INSERT", "UPDATE", "DELETE")


class People:
    """Who the people of the scene are, read from the database at their first request.

    As soon as anything is written about people (`known` is False) everybody is read from the database again, until
    what was written is undone. What is remembered is therefore true whenever it is used.
    """

    def __init__(self) -> None:
        self.known = True
        self._users: dict[Any, User | None] = {}
        self._actors: dict[tuple[int, date], Actor] = {}

    @contextmanager
    def remembered(self) -> Iterator[None]:
        """While this lasts, requests ask here."""
        with ExitStack() as stack:
            read = AuthenticationBackend.get_user
            stack.enter_context(
                mock.patch.object(
                    AuthenticationBackend, "get_user", lambda backend, key: self._user(key, backend, read)
                )
            )
            for module in (middleware, api):
                stack.enter_context(mock.patch.object(module, "actor_for", self._actor))
            stack.enter_context(connection.execute_wrapper(self._watch))
            yield

    @contextmanager
    def as_before(self) -> Iterator[None]:
        """What is written about people inside is undone at the end."""
        before = self.known
        yield
        self.known = before

    def _watch(self, execute: Callable[..., Any], sql: Any, *of: Any) -> Any:
        text = str(sql)
        if text.startswith(WRITING) and PEOPLE_TABLES in text:
            self.known = False
        return execute(sql, *of)

    def _user(self, key: Any, backend: Any, read: Callable[..., User | None]) -> User | None:
        if not self.known:
            return read(backend, key)
        if key not in self._users:
            self._users[key] = read(backend, key)
        return deepcopy(self._users[key])

    def _actor(self, user: User, *, today: date, request_id: str = "") -> Actor:
        if not self.known:
            return actor_for(user, today=today, request_id=request_id)
        if (user.pk, today) not in self._actors:
            self._actors[user.pk, today] = actor_for(user, today=today)
        return replace(self._actors[user.pk, today], request_id=request_id)


class Door(ClientHandler):
    """The application with its middleware, put together once."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=False)
        self._led_to: dict[str, ResolverMatch] = {}

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """The view for an address, found as ever the first time that somebody comes."""
        if request.path_info not in self._led_to:
            self._led_to[request.path_info] = super().resolve_request(request)
        request.resolver_match = self._led_to[request.path_info]
        return request.resolver_match

    def forget(self) -> None:
        """The next address is another one."""
        self._led_to.clear()


class Visitor(Client):
    """A browser as it was after signing in. It keeps neither the templates of an answer nor its cookies, and takes the
    page of an error for an answer: 500."""

    def __init__(self, door: Door, cookies: SimpleCookie) -> None:
        super().__init__()
        self.handler = door
        self.cookies = cookies

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        """The answer and no more."""
        return self.handler(self._base_environ(**request))
