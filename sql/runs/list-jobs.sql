-- Jobs that have runs.
-- Parameters: none
-- Columns: job
select distinct job from runs order by job
