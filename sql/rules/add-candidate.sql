-- Adds what somebody proposes under a name.
-- Parameters: @name text, @set_sha256 text, @base_sha256 text, @author_id text, @what text, @at instant
-- Columns: none
insert into candidates (name, set_sha256, base_sha256, author_id, what, at) values (@name, @set_sha256, @base_sha256, @author_id, @what, @at)
