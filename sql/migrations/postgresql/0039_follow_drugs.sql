-- What became of a drug after a case was settled by it; and what finding a case began with.

ALTER TABLE gaps ADD COLUMN kept bigint;                  -- 1: the drug was kept on for a year; 0: not; null: not known, or not yet
ALTER TABLE gaps ADD COLUMN rechecked bigint;             -- 1: what is to be measured again was; 0: not; null: not known, or not yet
ALTER TABLE quality_cases ADD COLUMN kept bigint;         -- as of gaps; from here to rechecked the newest that was known
ALTER TABLE quality_cases ADD COLUMN rechecked bigint;
ALTER TABLE quality_cases ADD COLUMN index_class text; -- of the measure file; null: from before it was kept
