-- What people have to be told of: conditions that last, who acknowledged them, and the messages about them.
-- Purpose: an alarm is raised once for as long as its condition lasts; messages wait here until they are delivered, so that nothing is
-- lost with a process. No identifiers of patients in any of it.

-- One time that a condition lasted. kind: a word of the runbook; subject: the job, worker, feed or channel that it is about.
CREATE TABLE alarms (
    alarm_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,                     -- one line for people
    tier_one INTEGER NOT NULL,                -- 1: measures that can find the most urgent are concerned, so quiet hours do not hold it back
    raised_at TEXT NOT NULL,
    escalates_at TEXT NOT NULL,           -- unless somebody acknowledged it before
    escalated_at TEXT,
    acknowledged_at TEXT,
    acknowledged_by TEXT,
    resolved_at TEXT
) STRICT;
CREATE UNIQUE INDEX alarms_one_at_a_time ON alarms (kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX alarms_by_time ON alarms (raised_at);

-- What happened to it, append-only. event: raised, acknowledged, escalated, recovered.
CREATE TABLE alarm_events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    alarm_id INTEGER NOT NULL REFERENCES alarms (alarm_id),
    event TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT,
    text TEXT NOT NULL                        -- one line for people
) STRICT;
CREATE INDEX alarm_events_by_alarm ON alarm_events (alarm_id, event_id);

-- One message to one channel. event: raised, escalated, recovered. state: waiting, sent, dropped (nobody needs it any more).
CREATE TABLE alarm_messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    alarm_id INTEGER NOT NULL REFERENCES alarms (alarm_id),
    event TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    not_before TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_until TEXT,                   -- a process is sending it; later than this, it ended over it
    sent_at TEXT,
    failure TEXT,                             -- why the last attempt failed, in one line
    UNIQUE (alarm_id, event, channel)
) STRICT;
CREATE INDEX alarm_messages_by_wait ON alarm_messages (channel, not_before) WHERE state = 'waiting';
