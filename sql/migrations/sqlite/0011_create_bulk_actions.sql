-- What was done to many entries at once, so that each item's result can be looked at again and all of it be undone.

CREATE TABLE bulk_actions (
    bulk_id TEXT NOT NULL PRIMARY KEY, -- the request's own name: asked for twice, it is done once
    kind TEXT NOT NULL, -- assign, note, decide
    disposition TEXT, -- of decide: which
    value TEXT, -- to whom, or the note's text, or the comment; null: nothing
    until TEXT, -- of putting off: the first day back
    chosen_by TEXT NOT NULL, -- how the entries were chosen: "3 ticked", "all 50 on the page", "all 312 matching ..."
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT
) STRICT;

CREATE TABLE bulk_items (
    bulk_id TEXT NOT NULL REFERENCES bulk_actions (bulk_id),
    ordinal INTEGER NOT NULL,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    outcome TEXT NOT NULL, -- done, changed, refused
    message TEXT, -- why not
    undo_outcome TEXT, -- done, changed, refused; null: not undone
    undo_message TEXT,
    PRIMARY KEY (bulk_id, ordinal)
) STRICT;
