"""What a seed made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from convener.client.credentials import Account
from convener.wire.lab import Seed, SeedApp, Seeded, SeededUser, SeedUser
from convener.wire.meetings import ConferenceInfo

USUAL = Seed(
    name="Acme",
    users=[
        SeedUser(account="ann@acme", name="Ann Roe", third_account="ann", admin=True),
        SeedUser(account="bob@acme", name="Bob Doe", third_account="bob"),
        SeedUser(account="cid@acme", name="Cid Poe", third_account="cid"),
    ],
    apps=[SeedApp(name="Acme's app")],
)
"""An enterprise with an administrator, two more users, and an app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of the enterprise."""

    account: str
    name: str
    password: str = field(repr=False)
    user_id: str
    number: str
    third_account: str | None
    token: str = field(repr=False)
    """An access token, good for a day of the server's clock."""
    room_id: str
    room_number: str
    """The personal meeting ID."""

    @property
    def credentials(self) -> Account:
        """To log in with."""
        return Account(self.account, self.password)

    @classmethod
    def of(cls, user: SeededUser) -> Self:
        return cls(
            account=user.account,
            name=user.name,
            password=user.password,
            user_id=user.user_id,
            number=user.number,
            third_account=user.third_account,
            token=user.token,
            room_id=user.room_id,
            room_number=user.room_number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A program that logs users in with a signature."""

    name: str
    id: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise with its people: ``enterprise["ann"]`` is whose account begins with ann@."""

    id: str
    name: str
    people: Sequence[Person]
    apps: Sequence[App]
    meetings: Sequence[ConferenceInfo]

    def __getitem__(self, who: str) -> Person:
        found = [each for each in self.people if who in (each.account, each.account.partition("@")[0])]
        if not found:
            raise KeyError(f"{who!r}: there are {', '.join(each.account for each in self.people)}")
        return found[0]

    @property
    def app(self) -> App:
        """The first app."""
        return self.apps[0]

    @classmethod
    def of(cls, seeded: Seeded) -> Self:
        return cls(
            id=seeded.enterprise_id,
            name=seeded.name,
            people=[Person.of(each) for each in seeded.users],
            apps=[App(name=each.name, id=each.app_id, key=each.key) for each in seeded.apps],
            meetings=seeded.meetings,
        )
