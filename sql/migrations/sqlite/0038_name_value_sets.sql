-- Which value sets, each by its own content, all the sets of a measure together were: so that what one of them said can be called back.
CREATE TABLE rule_value_sets (
    sets_sha256 TEXT NOT NULL,              -- as of rule_versions
    name TEXT NOT NULL,
    set_sha256 TEXT NOT NULL,
    PRIMARY KEY (sets_sha256, name)
) STRICT;
