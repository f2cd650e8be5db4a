ALTER TABLE rooms ADD COLUMN guest_notice SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE rooms ADD COLUMN expires_at BIGINT;

ALTER TABLE rooms ADD COLUMN resource_id TEXT;

CREATE INDEX ix_rooms_mode ON rooms (corp_id, mode, room_id);

CREATE INDEX ix_rooms_resource ON rooms (corp_id, resource_id);

ALTER TABLE reservations ADD COLUMN held SMALLINT NOT NULL DEFAULT 0;

CREATE INDEX ix_conferences_opened ON conferences (corp_id, opened_at);

CREATE TABLE joins (
    digest TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    role SMALLINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_joins PRIMARY KEY (digest)
);

CREATE INDEX ix_joins_expires ON joins (expires_at);

CREATE TABLE resources (
    corp_id TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    type_id TEXT,
    count INTEGER NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_resources PRIMARY KEY (corp_id, resource_id, kind)
);
