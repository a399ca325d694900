-- What left the house of the worklist, and what came back: written before a file is handed over, never changed.

CREATE TABLE exports (
    export_id text COLLATE "C" NOT NULL PRIMARY KEY,
    direction text NOT NULL, -- out: a file was made; back: a file of tasks was taken in
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    format text NOT NULL, -- csv, parquet, arrow, fhir
    filter text NOT NULL, -- which entries were asked for, as an address or in words
    rows_written bigint NOT NULL, -- entries in the file; of a file that came back, lines that were applied
    left_out text NOT NULL, -- why how many were not: "restricted 2, Deceased 1"; empty: none
    data_up_to date, -- as-of date of the oldest part that is in it
    confirmed text, -- what was confirmed about old data; null: there was nothing to confirm
    file_sha256 text COLLATE "C" NOT NULL
);
CREATE INDEX exports_by_time ON exports (made_at);
