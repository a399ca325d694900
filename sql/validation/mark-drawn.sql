-- Keeps by which run and versions a sample was drawn, if it was not yet and is still wanted.
-- Parameters: @sample_id integer, @drawn_at instant, @run_id text, @as_of date, @measure_version integer, @measure_sha256 text, @sets_sha256 text, @lexicon_sha256 text
-- Columns: none
update validation_samples
set
    drawn_at = @drawn_at, run_id = @run_id, as_of = @as_of, measure_version = @measure_version, measure_sha256 = @measure_sha256, sets_sha256 = @sets_sha256,
    lexicon_sha256 = @lexicon_sha256
where sample_id = @sample_id and drawn_at is null and ended_at is null
