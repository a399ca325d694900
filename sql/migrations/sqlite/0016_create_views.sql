-- Views of the list that people keep under a name.

-- What is listed, how filtered and sorted, as it stands in the address; never a patient. shared: 1: everybody sees it.
CREATE TABLE views (
    view_id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES users (user_id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX views_by_name ON views (owner, name) WHERE removed_at IS NULL;
CREATE INDEX views_shared ON views (shared) WHERE removed_at IS NULL;

-- Who did what with a view, append-only. change: saved, changed, renamed, shared, kept-to-oneself, removed.
CREATE TABLE view_changes (
    change_id INTEGER PRIMARY KEY AUTOINCREMENT,
    view_id TEXT NOT NULL REFERENCES views (view_id),
    at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    change TEXT NOT NULL,
    name TEXT NOT NULL,                     -- what it is called since then
    query TEXT NOT NULL                     -- what it shows since then
) STRICT;
CREATE INDEX view_changes_by_view ON view_changes (view_id);
