-- Views of the list that people keep under a name.

-- What is listed, how filtered and sorted, as it stands in the address; never a patient. shared: 1: everybody sees it.
CREATE TABLE views (
    view_id text COLLATE "C" NOT NULL PRIMARY KEY,
    owner text COLLATE "C" NOT NULL REFERENCES users (user_id),
    name text NOT NULL,
    query text NOT NULL,
    shared bigint NOT NULL,
    created_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE UNIQUE INDEX views_by_name ON views (owner, name) WHERE removed_at IS NULL;
CREATE INDEX views_shared ON views (shared) WHERE removed_at IS NULL;

-- Who did what with a view, append-only. change: saved, changed, renamed, shared, kept-to-oneself, removed.
CREATE TABLE view_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    view_id text COLLATE "C" NOT NULL REFERENCES views (view_id),
    at timestamptz NOT NULL,
    changed_by text NOT NULL,
    change text NOT NULL,
    name text NOT NULL,                     -- what it is called since then
    query text NOT NULL                     -- what it shows since then
);
CREATE INDEX view_changes_by_view ON view_changes (view_id);
