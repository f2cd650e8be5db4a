ALTER TABLE meetings ADD COLUMN search TEXT NOT NULL DEFAULT '';

UPDATE meetings SET search = lower(subject || '
' || scheduler || '
' || conference_id);

DROP INDEX ix_meetings_user;

CREATE INDEX ix_meetings_user ON meetings (corp_id, user_id, starts_at, meeting_id, state, expires_at)
    WHERE state <> 3;

CREATE INDEX ix_meetings_live ON meetings (corp_id, starts_at, meeting_id, state, expires_at) WHERE state <> 3;

CREATE INDEX ix_meetings_running ON meetings (corp_id, starts_at, meeting_id) WHERE state = 2;

CREATE INDEX ix_meetings_running_user ON meetings (corp_id, user_id, starts_at, meeting_id) WHERE state = 2;

ALTER TABLE attendees ADD COLUMN late SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE attendees ADD COLUMN past SMALLINT NOT NULL DEFAULT 0;

UPDATE attendees SET past = 1 WHERE EXISTS (
    SELECT 1 FROM meetings
    WHERE meetings.corp_id = attendees.corp_id AND meetings.meeting_id = attendees.meeting_id AND state = 3
);

DROP INDEX ix_attendees_user;

CREATE INDEX ix_attendees_user ON attendees (corp_id, user_id, meeting_id) WHERE past = 0 AND user_id IS NOT NULL;

CREATE TABLE history (
    corp_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    meeting_id TEXT NOT NULL,
    conference_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    recorded SMALLINT NOT NULL,
    first_fact BIGINT NOT NULL,
    last_fact BIGINT NOT NULL,
    search TEXT NOT NULL,
    body TEXT NOT NULL,
    secrets TEXT NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (corp_id, conf_uuid)
);

CREATE INDEX ix_history_opened ON history (corp_id, opened_at, conf_uuid);

CREATE INDEX ix_history_meeting ON history (corp_id, conference_id, opened_at);

CREATE TABLE history_people (
    corp_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    conf_uuid TEXT NOT NULL,
    CONSTRAINT pk_history_people PRIMARY KEY (corp_id, user_id, opened_at, conf_uuid)
);

CREATE TABLE attendances (
    corp_id TEXT NOT NULL,
    conf_uuid TEXT NOT NULL,
    participant_id TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    search TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_attendances PRIMARY KEY (corp_id, conf_uuid, participant_id)
);

CREATE INDEX ix_attendances_joined ON attendances (corp_id, conf_uuid, joined_at, participant_id);

CREATE INDEX ix_attendances_present ON attendances (corp_id, conf_uuid, joined_at) WHERE left_at IS NULL;
