-- What people have to be told of: conditions that last, who acknowledged them, and the messages about them.
-- Purpose: an alarm is raised once for as long as its condition lasts; messages wait here until they are delivered, so that nothing is
-- lost with a process. No identifiers of patients in any of it.

-- One time that a condition lasted. kind: a word of the runbook; subject: the job, worker, feed or channel that it is about.
CREATE TABLE alarms (
    alarm_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,                     -- one line for people
    tier_one bigint NOT NULL,                -- 1: measures that can find the most urgent are concerned, so quiet hours do not hold it back
    raised_at timestamptz NOT NULL,
    escalates_at timestamptz NOT NULL,           -- unless somebody acknowledged it before
    escalated_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    resolved_at timestamptz
);
CREATE UNIQUE INDEX alarms_one_at_a_time ON alarms (kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX alarms_by_time ON alarms (raised_at);

-- What happened to it, append-only. event: raised, acknowledged, escalated, recovered.
CREATE TABLE alarm_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id bigint NOT NULL REFERENCES alarms (alarm_id),
    event text NOT NULL,
    at timestamptz NOT NULL,
    actor text,
    text text NOT NULL                        -- one line for people
);
CREATE INDEX alarm_events_by_alarm ON alarm_events (alarm_id, event_id);

-- One message to one channel. event: raised, escalated, recovered. state: waiting, sent, dropped (nobody needs it any more).
CREATE TABLE alarm_messages (
    message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id bigint NOT NULL REFERENCES alarms (alarm_id),
    event text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    not_before timestamptz NOT NULL,
    attempts bigint NOT NULL,
    claimed_until timestamptz,                   -- a process is sending it; later than this, it ended over it
    sent_at timestamptz,
    failure text,                             -- why the last attempt failed, in one line
    UNIQUE (alarm_id, event, channel)
);
CREATE INDEX alarm_messages_by_wait ON alarm_messages (channel, not_before) WHERE state = 'waiting';
