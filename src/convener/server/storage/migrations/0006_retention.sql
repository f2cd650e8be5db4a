ALTER TABLE history ADD COLUMN nameless SMALLINT NOT NULL DEFAULT 0;

CREATE INDEX ix_history_named ON history (corp_id, closed_at, conf_uuid) WHERE nameless = 0;

ALTER TABLE meetings ADD COLUMN nameless SMALLINT NOT NULL DEFAULT 0;

CREATE INDEX ix_meetings_named ON meetings (corp_id, expires_at, meeting_id) WHERE state = 3 AND nameless = 0;

CREATE INDEX ix_meetings_over ON meetings (corp_id, expires_at, meeting_id) WHERE state = 3;

INSERT INTO timers (corp_id, kind, key, due_at, leased_until, tries)
    SELECT corp_id, 'retention', '', 0, 0, 0 FROM corps;
