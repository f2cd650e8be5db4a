"""Where settings come from, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from convener.server.settings import Settings, SettingsError, load


@pytest.fixture
def folder(tmp_path):
    """A data folder with a settings file."""
    (tmp_path / "convener.toml").write_text('port = 9000\nhost = "::1"\ntrusted_proxies = ["10.0.0.1"]\n')
    return tmp_path


def test_nothing_need_be_set():
    assert load({}) == Settings()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(folder):
    settings = load({"CONVENER_DATA": str(folder), "CONVENER_PORT": "9001"})
    assert (settings.port, settings.host, settings.public_url) == (9001, "::1", None)


def test_an_empty_variable_is_as_good_as_none(folder):
    assert load({"CONVENER_DATA": str(folder), "CONVENER_PORT": ""}).port == 9000


def test_another_file_can_be_named(tmp_path):
    (tmp_path / "other.toml").write_text('host = "0.0.0.0"\n')
    assert load({"CONVENER_CONFIG": str(tmp_path / "other.toml")}).host == "0.0.0.0"


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match=r"other\.toml"):
        load({"CONVENER_CONFIG": str(tmp_path / "other.toml")})


def test_lists_and_paths_are_read(folder):
    assert load({"CONVENER_DATA": str(folder)}).trusted_proxies == ("10.0.0.1",)
    settings = load({"CONVENER_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2", "CONVENER_DATA": "~/convener"})
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.data == Path.home() / "convener"


def test_the_database_is_sqlite_in_the_data_folder_unless_said_otherwise(tmp_path):
    assert Settings(data=tmp_path).database == f"sqlite:///{tmp_path}/convener.db"
    assert Settings(database_url="postgresql://localhost/c").database == "postgresql://localhost/c"


HERE = {"PUBLIC_URL": "https://meet.test"}
SENDS = HERE | {"SMTP_URL": "smtp://mail.test", "SMTP_FROM": "Meetings <m@meet.test>"}
TEXTS = HERE | {"SMS_URL": "https://sms.test", "SMS_BODY": "{number} {text}"}


def test_mail_servers_are_read_from_their_urls():
    def read(url):
        return Settings(smtp_url=url, smtp_from="m@meet.test").mail_server

    plain = read("smtp://mail.test")
    assert (plain.host, plain.port, plain.user) == ("mail.test", 587, None)
    assert (plain.tls, plain.starttls) == (False, True)
    safe = read("smtps://me%40meet.test:p%2Fw@mail.test")
    assert (safe.port, safe.tls, safe.starttls) == (465, True, False)
    assert (safe.user, safe.password) == ("me@meet.test", "p/w")
    assert read("smtp://mail.test:25?starttls=auto").starttls is None
    assert read("smtp://mail.test:25?starttls=never").starttls is False


def test_what_sends_text_messages_is_read_too(tmp_path):
    given = TEXTS | {"SMS_HEADERS": "Authorization: Bearer a:b\nX-Two: 2"}
    settings = load({f"CONVENER_{name}": value for name, value in given.items()})
    assert dict(settings.gateway.headers) == {"Authorization": "Bearer a:b", "X-Two": "2"}
    lines = ["Authorization: Bearer a:b", "X-Two: 2"]
    (tmp_path / "convener.toml").write_text(f"sms_headers = {lines}\n")
    assert load({"CONVENER_DATA": str(tmp_path)}).sms_headers == tuple(lines)
    logged = load({"CONVENER_SMS_URL": "log:", "CONVENER_PUBLIC_URL": "https://meet.test"})
    assert logged.gateway is None


def test_recordings_are_in_the_data_folder_unless_said_otherwise(tmp_path):
    assert Settings(data=tmp_path).recordings_at == f"{tmp_path}/recordings"
    assert Settings(recordings="s3://bucket/prefix").recordings_at == "s3://bucket/prefix"


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PORT": "65536"}, "0 to 65535"),
        ({"PORT": "-1"}, "0 to 65535"),
        ({"ATTENDANCE_DAYS": "0"}, "ATTENDANCE_DAYS is '0'"),
        ({"ATTENDANCE_DAYS": "367"}, "1 to 366"),
        ({"ATTENDANCE_DAYS": "a month"}, "1 to 366"),
        ({"DATABASE_URL": "mysql://localhost/c"}, "DATABASE_URL must begin"),
        ({"PUBLIC_URL": "meet.example.org"}, "PUBLIC_URL must be like"),
        ({"PUBLIC_URL": "ftp://meet.example.org"}, "PUBLIC_URL must be like"),
        ({"PUBLIC_URL": "https://meet.example.org/path"}, "without a path"),
        ({"RECORDINGS": "s3://"}, "like s3://bucket/prefix"),
        ({"RECORDINGS": "s3:///prefix"}, "like s3://bucket/prefix"),
        ({"RECORDINGS": "gs://bucket"}, "like s3://bucket/prefix"),
        ({"S3_ENDPOINT": "s3.example.org"}, "S3_ENDPOINT must be like"),
        ({"CERTIFICATE": "cert.pem"}, "set both"),
        ({"CERTIFICATE_KEY": "key.pem"}, "set both"),
        ({"SECRET_KEY": "5e" * 31}, "64 hex digits"),
        ({"SECRET_KEY": "no" * 32}, "64 hex digits"),
        ({"REMIND_MINUTES": "soon"}, "0 to 1440"),
        ({"SMTP_URL": "smtp://mail.test"}, "needs CONVENER_PUBLIC_URL"),
        (SENDS | {"SMTP_URL": "http://mail.test"}, "SMTP_URL must be like"),
        (SENDS | {"SMTP_URL": "smtp://me:pass/word@mail.test"}, "SMTP_URL must be like"),
        (SENDS | {"SMTP_URL": "smtp://mail.test/path"}, "SMTP_URL must be like"),
        (SENDS | {"SMTP_URL": "smtp://mail.test?starttls=maybe"}, "one of required, auto, never"),
        (SENDS | {"SMTP_URL": "smtp://mail.test?tls=1"}, "nothing else"),
        (SENDS | {"SMTP_FROM": "nobody"}, "needs CONVENER_SMTP_FROM"),
        (SENDS | {"SMTP_CERTIFICATE": "missing.pem"}, "SMTP_CERTIFICATE: missing.pem"),
        ({"SMS_URL": "https://sms.test/{number}/{text}"}, "needs CONVENER_PUBLIC_URL"),
        (TEXTS | {"SMS_URL": "sms.test"}, "SMS_URL must begin with"),
        (TEXTS | {"SMS_URL": "https://{number}.sms.test/{text}"}, "path or query only"),
        (TEXTS | {"SMS_BODY": "{text}"}, "must say where"),
        (TEXTS | {"SMS_HEADERS": "no header"}, "CONVENER_SMS_HEADERS"),
    ],
)
def test_what_cannot_be_is_refused(variables, why):
    with pytest.raises(SettingsError, match=why):
        load({f"CONVENER_{name}": value for name, value in variables.items()})


@pytest.mark.parametrize(
    ("text", "why"), [("prot = 1\n", "no setting 'prot'"), ("port: 1\n", r"convener\.toml")]
)
def test_a_wrong_file_is_refused(tmp_path, text, why):
    (tmp_path / "convener.toml").write_text(text)
    with pytest.raises(SettingsError, match=why):
        load({"CONVENER_DATA": str(tmp_path)})


def test_secrets_are_not_shown():
    settings = Settings(
        secret_key="hidden",
        bootstrap_password="hidden",
        bootstrap_app_key="hidden",
        smtp_url="smtp://me:hidden@mail.test",
        smtp_from="m@meet.test",
        sms_url="https://sms.test/?key=hidden",
        sms_headers=("Authorization: hidden",),
        sms_body="hidden {number} {text}",
    )
    assert "hidden" not in repr(settings)
    assert "hidden" not in repr(settings.mail_server)
    assert "hidden" not in repr(settings.gateway)
