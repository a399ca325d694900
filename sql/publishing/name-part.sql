-- From which run, and by which rules, a part of the list is published.
-- Parameters: @measure text, @site text, @run_id text, @as_of date, @at instant, @measure_version integer,
--     @measure_sha256 text, @sets_sha256 text, @lexicon_sha256 text
-- Columns: none
insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256)
values (@measure, @site, @run_id, @as_of, @at, @measure_version, @measure_sha256, @sets_sha256, @lexicon_sha256)
on conflict (measure, site) do update set
    run_id = excluded.run_id, as_of = excluded.as_of, published_at = excluded.published_at, measure_version = excluded.measure_version,
    measure_sha256 = excluded.measure_sha256, sets_sha256 = excluded.sets_sha256, lexicon_sha256 = excluded.lexicon_sha256
