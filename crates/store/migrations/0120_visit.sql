-- Visits and stays with their fee lines.

-- A visit, purchase or stay as it was registered. The ground is why the institution might begin it: its
-- agreement of the day, an emergency, care filed elsewhere. The region is the county of the insured.
CREATE TABLE visit (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    visit BIGINT NOT NULL CHECK (visit > 0),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL,
    inside_no TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('outpatient', 'pharmacy', 'stay')),
    insurance TEXT NOT NULL,
    credential TEXT NOT NULL,
    ground TEXT NOT NULL,
    agreement BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, visit),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only visit
CREATE UNIQUE INDEX visit_number ON visit (visit, pool);
CREATE INDEX visit_person ON visit (person, pool, bucket);
CREATE INDEX visit_institution ON visit (institution, inside_no, pool);

-- What is known of a visit. Times are numbers such as 20260301083000. Diagnoses are JSON.
CREATE TABLE visit_version (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    visit BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'discharged', 'settled', 'cancelled')),
    began BIGINT NOT NULL,
    ended BIGINT,
    department TEXT NOT NULL,
    physician TEXT,
    med_type TEXT,
    disease TEXT,
    operation TEXT,
    diagnoses TEXT NOT NULL,
    episode TEXT NOT NULL,
    transferred_from TEXT,
    emergency BIGINT NOT NULL CHECK (emergency IN (0, 1)),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, visit, tx_from),
    CHECK (ended IS NULL OR ended >= began),
    FOREIGN KEY (pool, bucket, visit) REFERENCES visit (pool, bucket, visit),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable visit_version

-- Fee lines, with what was told of their price at upload. Counts are in parts of 10,000, unit prices in millionths of a yuan.
-- Whether a line is settled follows from the settlements of the visit.
CREATE TABLE fee_line (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    visit BIGINT NOT NULL,
    line BIGINT NOT NULL CHECK (line > 0),
    corrects BIGINT,
    batch TEXT NOT NULL,
    occurred BIGINT NOT NULL,
    code TEXT NOT NULL,
    own_code TEXT NOT NULL,
    units BIGINT NOT NULL CHECK (units <> 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    amount BIGINT NOT NULL,
    disease TEXT,
    approval TEXT NOT NULL,
    physician TEXT,
    quote_day BIGINT NOT NULL,
    full_own_pay BIGINT NOT NULL,
    over_limit BIGINT NOT NULL,
    first_self_pay BIGINT NOT NULL,
    in_scope BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, visit, line),
    CHECK (full_own_pay + over_limit + first_self_pay + in_scope = amount),
    FOREIGN KEY (pool, bucket, visit) REFERENCES visit (pool, bucket, visit)
);
-- append-only fee_line

-- Lines that were undone before they were settled.
CREATE TABLE fee_undone (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    visit BIGINT NOT NULL,
    line BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, visit, line),
    FOREIGN KEY (pool, bucket, visit, line) REFERENCES fee_line (pool, bucket, visit, line),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fee_undone
