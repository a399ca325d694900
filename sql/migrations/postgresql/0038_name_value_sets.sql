-- Which value sets, each by its own content, all the sets of a measure together were: so that what one of them said can be called back.
CREATE TABLE rule_value_sets (
    sets_sha256 text COLLATE "C" NOT NULL,  -- as of rule_versions
    name text COLLATE "C" NOT NULL,
    set_sha256 text COLLATE "C" NOT NULL,
    PRIMARY KEY (sets_sha256, name)
);
