-- Keeps why a run did not draw a sample that waits.
-- Parameters: @sample_id integer, @problem text, @problem_at instant
-- Columns: none
update validation_samples set problem = @problem, problem_at = @problem_at where sample_id = @sample_id and drawn_at is null and ended_at is null
