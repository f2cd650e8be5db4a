"""What real clients send to prove who they are."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from convener.domain.accounts import AppKind
from convener.domain.proofs import AppClaim, Credentials, basic, signature, signed

KEY = "3c9f0key"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def claim(*, corp_id="", user_id="alice", expires=1700000600):
    return AppClaim(
        app_id="0a1b2c",
        corp_id=corp_id,
        user_id=user_id,
        expires=expires,
        nonce="11111111-2222-3333-4444-555555555555",
    )


ALONE = "F3F3DAC941C884C68BBB204CB690737BE489AA4163893410EDED7DF50A1AD8A3"
NAMED = "9BA523CAF7BDDC857340D9DF441450A205020A1FFC5A4E24196E7CAE75BB882F"
ADMIN = "AA3639C3C02DD2F2BBB332E75A56423083DA297A76824979CFA5484455BA9B2D"


@pytest.mark.parametrize(
    ("kind", "claimed", "expected"),
    [
        (AppKind.ENTERPRISE, claim(), ALONE),
        (AppKind.PROVIDER, claim(corp_id="818803911"), NAMED),
        (AppKind.PROVIDER, claim(corp_id="818803911", user_id=""), ADMIN),
    ],
)
@pytest.mark.parametrize("written", [str.upper, str.lower])
def test_signatures_of_the_reference(kind, claimed, expected, written):
    presented = signature(f"HMAC-SHA256 signature={written(expected)},access=MGExYjJj")
    assert presented is not None
    assert presented.may_be_of("0a1b2c")
    assert presented.fits(KEY, claimed.messages(kind))
    assert not presented.fits("another key", claimed.messages(kind))


def test_a_provider_app_without_enterprise_may_sign_an_empty_part_or_none():
    claimed = claim(user_id="")
    assert claimed.messages(AppKind.PROVIDER) == (
        f"0a1b2c:::1700000600:{claimed.nonce}",
        f"0a1b2c::1700000600:{claimed.nonce}",
    )
    assert len(claim(corp_id="1").messages(AppKind.PROVIDER)) == 1


@pytest.mark.parametrize(
    "header",
    [
        "HMAC-SHA256 signature=abc",
        "hmac-sha256  signature=abc",
        "HMAC-SHA256 Signature=abc,",
        'HMAC-SHA256 signature="abc", access=',
        " HMAC-SHA256 signature=abc , other=1",
    ],
)
def test_signature_headers_are_read_leniently(header):
    presented = signature(header)
    assert presented is not None
    assert presented.hexadecimal == "abc"
    assert presented.may_be_of("any app")


@pytest.mark.parametrize(
    "header", [None, "", "HMAC-SHA256", "HMAC-SHA256 access=MGExYjJj", "Basic signature=abc", "signature=abc"]
)
def test_other_headers_are_no_signatures(header):
    assert signature(header) is None


@pytest.mark.parametrize("access", ["MGExYjJk", "not base64 é", "gICA"])
def test_access_must_name_the_app(access):
    presented = signature(f"HMAC-SHA256 signature=abc,access={access}")
    assert presented is not None
    assert not presented.may_be_of("0a1b2c")


def test_access_may_lack_its_padding():
    padded = base64.b64encode(b"one app").decode()
    assert padded.endswith("=")
    for access in (padded, padded.rstrip("=")):
        presented = signature(f"HMAC-SHA256 access={access},signature=abc")
        assert presented is not None
        assert presented.may_be_of("one app")


def test_a_signature_of_strange_characters_fits_nothing():
    presented = signature("HMAC-SHA256 signature=ÄÖÜ")
    assert presented is not None
    assert not presented.fits(KEY, claim().messages(AppKind.ENTERPRISE))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Basic YWxpY2U6UMOkc3N3MHJk", ("alice", "Pässw0rd")),
        ("basic   YWxpY2U6UMOkc3N3MHJk ", ("alice", "Pässw0rd")),
        ("Basic " + base64.b64encode(b"alice:a:b:").decode(), ("alice", "a:b:")),
        ("Basic " + base64.b64encode(b"alice:").decode(), ("alice", "")),
        ("Basic " + base64.b64encode(b"alice:12").decode().rstrip("="), ("alice", "12")),
    ],
)
def test_credentials_split_at_the_first_colon(header, expected):
    credentials = basic(header)
    assert credentials is not None
    assert (credentials.account, credentials.password) == expected


@pytest.mark.parametrize(
    "header",
    [None, "", "Basic", "Bearer YWxpY2U6UMOkc3N3MHJk", "Basic YWxpY2U=", "Basic é", "Basic gICA", "Basic A"],
)
def test_other_headers_are_no_credentials(header):
    assert basic(header) is None


def test_credentials_name_an_account_in_any_case():
    credentials = Credentials(account="Alice", password="secret")
    assert credentials.are_of("aLICE")
    assert not credentials.are_of("alice2")
    assert "secret" not in repr(credentials)


def test_a_signature_holds_until_its_second_has_passed():
    until = claim(expires=int(NOW.timestamp()))
    assert not until.is_over(NOW)
    assert until.is_over(NOW + timedelta(seconds=1))
    assert not claim(expires=0).is_over(NOW)


@pytest.mark.parametrize(
    ("expires", "until"),
    [
        (1700000600, datetime.fromtimestamp(1700000600, UTC)),
        (0, NOW + timedelta(days=1)),
        (2**53, datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_nonces_count_as_long_as_signatures_hold(expires, until):
    assert claim(expires=expires).nonce_counts_until(NOW) == until


def test_signing_is_lower_case():
    assert signed(KEY, claim().messages(AppKind.ENTERPRISE)[0]) == ALONE.lower()
