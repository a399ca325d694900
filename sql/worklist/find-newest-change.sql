-- What changed the list last: the newest event, by a person or a run, the newest publication, the newest decision on what is shown, and how often
-- anything was stopped or went on.
-- Parameters: none
-- Columns: event_id, run_id, published_at, decision_id, stops
select
    (select coalesce(max(event_id), 0) from entry_events) as event_id,
    (select max(run_id) from publications) as run_id,
    (select max(published_at) from publications) as published_at,
    (select coalesce(max(decision_id), 0) from standing_decisions) as decision_id,
    (select count(*) + count(ended_at) from pauses) as stops
