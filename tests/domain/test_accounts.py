"""Names, passwords and how many logins an account may have."""

from __future__ import annotations

import pytest

from convener.domain.accounts import PasswordTooWeak, check_password, login_name, tokens_allowed


@pytest.mark.parametrize(
    "password", ["lower123", "UPPER123", "lowerUPPER", "12345678!", "x" * 31 + "1", "Pässw0rd", "a:b:c:d:"]
)
def test_two_kinds_of_characters_are_enough(password):
    check_password(password, account="alice")


@pytest.mark.parametrize(
    ("password", "account"),
    [
        ("short1!", "alice"),
        ("x" * 32 + "1", "alice"),
        ("onlylower", "alice"),
        ("12345678", "alice"),
        ("日本語のパスワード", "alice"),
        ("Alice@2024", "alice@2024"),
        ("4202@ecilA", "alice@2024"),
    ],
)
def test_weak_passwords_are_refused(password, account):
    with pytest.raises(PasswordTooWeak):
        check_password(password, account=account)


def test_names_are_compared_without_regard_to_case():
    assert login_name("Alice@Example.ORG") == login_name("alice@example.org")


def test_only_programs_may_hold_many_tokens():
    assert [tokens_allowed(kind) for kind in (72, 0, 5, 6, 16)] == [64, 1, 1, 1, 1]
