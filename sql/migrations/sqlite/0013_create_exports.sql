-- What left the house of the worklist, and what came back: written before a file is handed over, never changed.

CREATE TABLE exports (
    export_id TEXT NOT NULL PRIMARY KEY,
    direction TEXT NOT NULL, -- out: a file was made; back: a file of tasks was taken in
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    format TEXT NOT NULL, -- csv, parquet, arrow, fhir
    filter TEXT NOT NULL, -- which entries were asked for, as an address or in words
    rows_written INTEGER NOT NULL, -- entries in the file; of a file that came back, lines that were applied
    left_out TEXT NOT NULL, -- why how many were not: "restricted 2, Deceased 1"; empty: none
    data_up_to TEXT, -- as-of date of the oldest part that is in it
    confirmed TEXT, -- what was confirmed about old data; null: there was nothing to confirm
    file_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX exports_by_time ON exports (made_at);
