-- The median of minutes from opening an entry to deciding about it, a number a measure and quarter, made once as the tables of counts are.

CREATE TABLE quality_minutes (
    measure TEXT NOT NULL,
    quarter TEXT NOT NULL,                  -- of the decisions; its first day
    minutes REAL,                           -- null: fewer than eleven are known
    made_as_of TEXT NOT NULL,
    PRIMARY KEY (measure, quarter)
) STRICT;
