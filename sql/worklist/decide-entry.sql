-- Writes a decision, if nobody changed the entry since it was looked at.
-- Parameters: @entry_id text, @seen_revision integer, @decision text, @reason text, @expects text, @on_episode integer, @on_news integer,
--             @on_reopenings integer, @returns_on date, @attempts integer, @decided_by text, @decided_at instant, @decided_on date
-- Columns: none
update entries
set
    decision = @decision, reason = @reason, expects = @expects,
    on_episode = @on_episode, on_news = @on_news, on_reopenings = @on_reopenings,
    returns_on = @returns_on, attempts = @attempts,
    decided_by = @decided_by, decided_at = @decided_at, decided_on = @decided_on,
    revision = revision + 1
where entry_id = @entry_id and revision = @seen_revision
