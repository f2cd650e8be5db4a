CREATE TABLE recordings (
    corp_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    conference_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    finished SMALLINT NOT NULL,
    files INTEGER NOT NULL,
    size BIGINT NOT NULL,
    length BIGINT NOT NULL,
    audience SMALLINT NOT NULL,
    subject TEXT NOT NULL,
    scheduler TEXT NOT NULL,
    search TEXT NOT NULL,
    CONSTRAINT pk_recordings PRIMARY KEY (corp_id, conf_uuid)
);

CREATE INDEX ix_recordings_began ON recordings (corp_id, began_at, conf_uuid) WHERE files > 0;

CREATE INDEX ix_recordings_user ON recordings (corp_id, user_id, began_at, conf_uuid) WHERE files > 0;

CREATE TABLE recording_files (
    corp_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    file_id TEXT NOT NULL,
    state SMALLINT NOT NULL,
    take INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    kind TEXT NOT NULL,
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    suffix TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    CONSTRAINT pk_recording_files PRIMARY KEY (corp_id, conf_uuid, file_id)
);

CREATE INDEX ix_recording_files_due ON recording_files (due_at) WHERE state <> 1;

CREATE TABLE downloads (
    digest TEXT NOT NULL,
    client TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pk_downloads PRIMARY KEY (digest)
);

CREATE INDEX ix_downloads_expires ON downloads (expires_at);
