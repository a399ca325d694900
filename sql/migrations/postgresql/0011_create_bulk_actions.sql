-- What was done to many entries at once, so that each item's result can be looked at again and all of it be undone.

CREATE TABLE bulk_actions (
    bulk_id text COLLATE "C" NOT NULL PRIMARY KEY, -- the request's own name: asked for twice, it is done once
    kind text NOT NULL, -- assign, note, decide
    disposition text, -- of decide: which
    value text, -- to whom, or the note's text, or the comment; null: nothing
    until date, -- of putting off: the first day back
    chosen_by text NOT NULL, -- how the entries were chosen: "3 ticked", "all 50 on the page", "all 312 matching ..."
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    undone_by text,
    undone_at timestamptz
);

CREATE TABLE bulk_items (
    bulk_id text COLLATE "C" NOT NULL REFERENCES bulk_actions (bulk_id),
    ordinal bigint NOT NULL,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    outcome text NOT NULL, -- done, changed, refused
    message text, -- why not
    undo_outcome text, -- done, changed, refused; null: not undone
    undo_message text,
    PRIMARY KEY (bulk_id, ordinal)
);
