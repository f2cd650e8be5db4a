CREATE TABLE apps (
    app_id TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    status SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_apps PRIMARY KEY (app_id)
);

CREATE INDEX ix_apps_corp ON apps (corp_id);

CREATE TABLE attendees (
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    user_id TEXT,
    role SMALLINT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_attendees PRIMARY KEY (corp_id, meeting_id, key)
);

CREATE INDEX ix_attendees_user ON attendees (corp_id, user_id, meeting_id);

CREATE TABLE conferences (
    corp_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    CONSTRAINT pk_conferences PRIMARY KEY (corp_id, conf_uuid)
);

CREATE INDEX ix_conferences_meeting ON conferences (corp_id, meeting_id);

CREATE TABLE control_tokens (
    digest TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    role SMALLINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_control_tokens PRIMARY KEY (digest)
);

CREATE INDEX ix_control_tokens_expires ON control_tokens (expires_at);

CREATE TABLE corps (
    corp_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    provider_id TEXT,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_corps PRIMARY KEY (corp_id)
);

CREATE TABLE facts (
    corp_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_facts PRIMARY KEY (corp_id, stream, number)
);

CREATE TABLE lockouts (
    subject TEXT NOT NULL,
    failures SMALLINT NOT NULL,
    until BIGINT NOT NULL,
    CONSTRAINT pk_lockouts PRIMARY KEY (subject)
);

CREATE INDEX ix_lockouts_until ON lockouts (until);

CREATE TABLE logins (
    name TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    CONSTRAINT pk_logins PRIMARY KEY (name)
);

CREATE INDEX ix_logins_user ON logins (corp_id, user_id);

CREATE TABLE meetings (
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    conference_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    scheduler TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    conf_uuid TEXT NOT NULL,
    opened_at BIGINT,
    closes_at BIGINT,
    room_id TEXT,
    room_number TEXT,
    attendees_version INTEGER NOT NULL,
    plan TEXT NOT NULL,
    secrets TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_meetings PRIMARY KEY (corp_id, meeting_id),
    CONSTRAINT uq_meetings_corp_id_conference_id UNIQUE (corp_id, conference_id)
);

CREATE INDEX ix_meetings_user ON meetings (corp_id, user_id, starts_at);

CREATE TABLE nonces (
    app_id TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_nonces PRIMARY KEY (app_id, nonce)
);

CREATE INDEX ix_nonces_expires ON nonces (expires_at);

CREATE TABLE numbers (
    number TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    owner_id TEXT NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (number)
);

CREATE TABLE reservations (
    corp_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    meeting_id TEXT NOT NULL,
    CONSTRAINT pk_reservations PRIMARY KEY (corp_id, room_id, starts_at)
);

CREATE INDEX ix_reservations_meeting ON reservations (corp_id, meeting_id);

CREATE TABLE rooms (
    corp_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    number TEXT NOT NULL,
    user_id TEXT,
    mode SMALLINT NOT NULL,
    name TEXT NOT NULL,
    status SMALLINT NOT NULL,
    parties INTEGER NOT NULL,
    length INTEGER NOT NULL,
    guests_first SMALLINT NOT NULL,
    secrets TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_rooms PRIMARY KEY (corp_id, room_id),
    CONSTRAINT uq_rooms_corp_id_number UNIQUE (corp_id, number)
);

CREATE INDEX ix_rooms_user ON rooms (corp_id, user_id);

CREATE TABLE socket_tokens (
    digest TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_socket_tokens PRIMARY KEY (digest)
);

CREATE INDEX ix_socket_tokens_expires ON socket_tokens (expires_at);

CREATE TABLE streams (
    corp_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT pk_streams PRIMARY KEY (corp_id, stream)
);

CREATE TABLE timers (
    corp_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    CONSTRAINT pk_timers PRIMARY KEY (corp_id, kind, key)
);

CREATE INDEX ix_timers_due ON timers (due_at);

CREATE TABLE tokens (
    digest TEXT NOT NULL,
    refresh_digest TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT,
    client_type BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    refresh_expires_at BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    CONSTRAINT pk_tokens PRIMARY KEY (digest),
    CONSTRAINT uq_tokens_refresh_digest UNIQUE (refresh_digest)
);

CREATE INDEX ix_tokens_refresh_expires ON tokens (refresh_expires_at);

CREATE INDEX ix_tokens_user ON tokens (corp_id, user_id, client_type, state, issued_at);

CREATE TABLE users (
    corp_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    account TEXT NOT NULL,
    third_account TEXT,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    sip_number TEXT NOT NULL,
    dept_code TEXT NOT NULL,
    user_type SMALLINT NOT NULL,
    admin_type SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    password_hash TEXT,
    must_change SMALLINT NOT NULL,
    password_at BIGINT,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (corp_id, user_id),
    CONSTRAINT uq_users_corp_id_third_account UNIQUE (corp_id, third_account),
    CONSTRAINT uq_users_corp_id_account UNIQUE (corp_id, account),
    CONSTRAINT uq_users_corp_id_sip_number UNIQUE (corp_id, sip_number)
);

CREATE INDEX ix_users_admin_type ON users (corp_id, admin_type);
