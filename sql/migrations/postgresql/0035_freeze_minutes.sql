-- The median of minutes from opening an entry to deciding about it, a number a measure and quarter, made once as the tables of counts are.

CREATE TABLE quality_minutes (
    measure text COLLATE "C" NOT NULL,
    quarter date NOT NULL,                  -- of the decisions; its first day
    minutes double precision,               -- null: fewer than eleven are known
    made_as_of date NOT NULL,
    PRIMARY KEY (measure, quarter)
);
