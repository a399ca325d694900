-- How many entries of a pathway at a site came, went or changed since an instant because the rules did, and how many there are.
-- Parameters: @pathway text, @site text, @since instant
-- Columns: moved, entries
select
    (
        select cast(coalesce(sum(c.amount), 0) as bigint)
        from run_changes as c
        inner join runs as r on r.run_id = c.run_id
        where c.pathway = @pathway and c.site = @site and c.cause in ('measure-changed', 'lexicon-or-value-set-changed') and r.requested_at > @since
    ) as moved,
    (select count(*) from entries as e where e.pathway = @pathway and e.site = @site and e.finding = 'open') as entries
