CREATE TABLE invitations (
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    news_id TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_invitations PRIMARY KEY (corp_id, meeting_id)
);

CREATE INDEX ix_invitations_expires ON invitations (expires_at);

CREATE TABLE news (
    corp_id TEXT NOT NULL,
    news_id TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_news PRIMARY KEY (corp_id, news_id)
);

CREATE INDEX ix_news_expires ON news (expires_at);

CREATE TABLE deliveries (
    corp_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    news_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    about BIGINT NOT NULL,
    calendar SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    since BIGINT NOT NULL,
    good_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_deliveries PRIMARY KEY (corp_id, delivery_id),
    CONSTRAINT uq_deliveries_corp_id UNIQUE (corp_id, meeting_id, channel, recipient, sequence, kind, about)
);

CREATE INDEX ix_deliveries_state ON deliveries (corp_id, state, delivery_id);

CREATE INDEX ix_deliveries_due ON deliveries (due_at) WHERE state = 0;

CREATE INDEX ix_deliveries_expires ON deliveries (expires_at);

CREATE TABLE delivery_attempts (
    corp_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    attempt_id TEXT NOT NULL,
    attempted_at BIGINT NOT NULL,
    outcome SMALLINT NOT NULL,
    reply TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_delivery_attempts PRIMARY KEY (corp_id, delivery_id, attempt_id)
);

CREATE INDEX ix_delivery_attempts_expires ON delivery_attempts (expires_at);

CREATE TABLE calendar_feeds (
    digest TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_calendar_feeds PRIMARY KEY (digest),
    CONSTRAINT uq_calendar_feeds_corp_id UNIQUE (corp_id, user_id)
);
