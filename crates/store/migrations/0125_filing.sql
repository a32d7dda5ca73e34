-- What is filed for a person: referrals, journeys and residence elsewhere, chronic diseases, the institution chosen.

-- Who filed what; the text of the form stands in detail, JSON, and holds no name.
CREATE TABLE filing (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    filing BIGINT NOT NULL CHECK (filing > 0),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('referral', 'temporary', 'long_term', 'chronic', 'chosen_institution')),
    institution TEXT NOT NULL,
    filed_on BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('local', 'in_province', 'out_province')),
    leads_to TEXT,
    disease TEXT,
    certified_on BIGINT,
    from_visit TEXT,
    detail TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, filing),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only filing
CREATE UNIQUE INDEX filing_number ON filing (filing, pool);
CREATE INDEX filing_person ON filing (person, pool, bucket);

-- What became of a filing: each step once, the last one stands.
CREATE TABLE filing_step (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    filing BIGINT NOT NULL,
    step BIGINT NOT NULL CHECK (step > 0),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'refused', 'withdrawn')),
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, filing, step),
    CHECK ((state = 'submitted') = (step = 1)),
    FOREIGN KEY (pool, bucket, filing) REFERENCES filing (pool, bucket, filing),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only filing_step

-- Settlements that rest on a filing; one that was used is not withdrawn while the settlement stands.
CREATE TABLE filing_use (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    filing BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, filing, settlement),
    FOREIGN KEY (pool, bucket, filing) REFERENCES filing (pool, bucket, filing)
);
-- append-only filing_use
