-- What was kept as sent and taken back since did not go out: it says so itself.

ALTER TABLE hand_offs ADD COLUMN undone_at TEXT;     -- when the decision that it came with was taken back; null: it stands
UPDATE hand_offs SET undone_at = (
    SELECT min(t.at)
    FROM entry_events d
    JOIN entry_events t ON t.entry_id = d.entry_id AND t.kind = 'taken-back' AND json_extract(t.detail, '$.undone') = d.event_id
    WHERE d.entry_id = hand_offs.entry_id AND d.request_id = hand_offs.request_id AND d.kind = 'decided');
