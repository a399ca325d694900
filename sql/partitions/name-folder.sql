-- Where the files of a shared run lie: each attempt at finishing it makes a folder of its own.
-- Parameters: @run_id text, @folder text
-- Columns: none
update runs set folder = @folder where run_id = @run_id
