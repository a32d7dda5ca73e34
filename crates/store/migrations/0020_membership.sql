-- Enrolment, moves between schemes and regions, mandates, regime profiles.

-- An enrolment (参保登记), in versions: each state it reaches is a version, and the transaction of the
-- version says who, when and why. 'runs' is 1 where it takes up the person's time: one person has one
-- running enrolment on any day, over all schemes and regions of the pooling area.
CREATE TABLE enrolment (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    enrolment BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    state TEXT NOT NULL,
    runs BIGINT NOT NULL CHECK (runs IN (0, 1)),
    standing TEXT NOT NULL,
    channel TEXT NOT NULL,
    collective BIGINT,
    batch BIGINT,
    basis TEXT NOT NULL,
    place_reason TEXT,
    funding TEXT NOT NULL,
    applied_on BIGINT NOT NULL,
    missed_years BIGINT NOT NULL CHECK (missed_years >= 0),
    wait_until BIGINT,
    follows BIGINT,
    contested_with BIGINT,
    end_reason TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, enrolment, tx_from),
    CHECK (valid_from <= valid_to),
    CHECK (tx_from < tx_to),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX enrolment_person ON enrolment (person, valid_from, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX enrolment_batch ON enrolment (batch, state, enrolment, pool) WHERE tx_to = 9223372036854775807 AND batch IS NOT NULL;
CREATE INDEX enrolment_number ON enrolment (enrolment, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX enrolment_closed ON enrolment (tx_to, pool) WHERE tx_to < 9223372036854775807;
CREATE INDEX enrolment_place ON enrolment (region, benefit_year, enrolment, pool) WHERE tx_to = 9223372036854775807;
-- closable enrolment
-- guard enrolment_one on enrolment insert
--   NEW.runs = 1 AND NEW.tx_to = 9223372036854775807 AND EXISTS (SELECT 1 FROM enrolment e
--   WHERE e.pool = NEW.pool AND e.person = NEW.person AND e.tx_to = 9223372036854775807 AND e.runs = 1
--   AND e.valid_from <= NEW.valid_to AND e.valid_to >= NEW.valid_from)
--   say one person has one running enrolment
-- guard enrolment_four_eyes on enrolment insert
--   NEW.state = 'approved' AND (SELECT now.user_name FROM tx now WHERE now.pool = NEW.pool AND now.tx = NEW.tx_from)
--   = (SELECT made.user_name FROM tx made WHERE made.pool = NEW.pool AND made.tx = (SELECT MIN(e.tx_from) FROM enrolment e
--   WHERE e.pool = NEW.pool AND e.bucket = NEW.bucket AND e.enrolment = NEW.enrolment AND e.state = 'submitted'))
--   AND NOT EXISTS (SELECT 1 FROM enrolment a WHERE a.pool = NEW.pool AND a.bucket = NEW.bucket AND a.enrolment = NEW.enrolment
--   AND a.state = 'approved')
--   say an enrolment is not approved by who submitted it

-- A person's time in another pooling area or under an old record, as certified there.
CREATE TABLE outside_span (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    span BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    transfer BIGINT NOT NULL,
    other_pool BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    months BIGINT NOT NULL CHECK (months >= 0),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, span),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX outside_span_person ON outside_span (person, pool) WHERE tx_to = 9223372036854775807;
-- closable outside_span

-- A transfer of the insurance relation (关系转移), in versions; 'side' is out or in.
CREATE TABLE transfer (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    transfer BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('out', 'in')),
    other_pool BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    day BIGINT NOT NULL,
    months BIGINT NOT NULL,
    converted_months BIGINT,
    wait_months BIGINT,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, transfer, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX transfer_person ON transfer (person, pool) WHERE tx_to = 9223372036854775807;
CREATE UNIQUE INDEX transfer_message ON transfer (side, message, pool) WHERE tx_to = 9223372036854775807;
-- closable transfer

-- A mandate to debit a bank account year by year (代扣协议).
CREATE TABLE mandate (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    mandate BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    bank TEXT NOT NULL,
    account TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, mandate, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX mandate_person ON mandate (person, pool) WHERE tx_to = 9223372036854775807;
-- closable mandate

-- The outcome of a debit for renewal: debited or failed.
CREATE TABLE renewal_debit (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    benefit_year BIGINT NOT NULL,
    region BIGINT NOT NULL,
    mandate BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('debited', 'failed')),
    reason TEXT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, benefit_year),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only renewal_debit

-- A case that a person of the agency decides: half-complete tracks, contested doubles.
CREATE TABLE work_item (
    pool BIGINT NOT NULL,
    item BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person BIGINT NOT NULL,
    subject BIGINT,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'decided')),
    outcome TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, item, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX work_item_open ON work_item (region, kind, pool) WHERE tx_to = 9223372036854775807 AND state = 'open';
-- closable work_item

-- A person's choice of track while two run (怀远2015 三(三)).
CREATE TABLE track_choice (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    residence TEXT NOT NULL,
    paid_on BIGINT,
    recorded_on BIGINT,
    track TEXT NOT NULL,
    by_hand BIGINT NOT NULL CHECK (by_hand IN (0, 1)),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX track_choice_person ON track_choice (person, pool) WHERE tx_to = 9223372036854775807;
-- closable track_choice

-- Persons found by an import who have given no consent where enrolment is voluntary (潜在参保人).
CREATE TABLE prospect (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    benefit_year BIGINT NOT NULL,
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, benefit_year),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only prospect

-- Regime profiles in force, as text; 'region' is the pooling area.
CREATE TABLE regime_profile (
    pool BIGINT NOT NULL,
    profile BIGINT NOT NULL,
    region BIGINT NOT NULL,
    title TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    proposal BIGINT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, profile, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable regime_profile
-- guard regime_profile_one on regime_profile insert
--   EXISTS (SELECT 1 FROM regime_profile p WHERE p.pool = NEW.pool AND p.tx_to = 9223372036854775807
--   AND p.profile <> NEW.profile AND p.valid_from <= NEW.valid_to AND p.valid_to >= NEW.valid_from)
--   say one pooling area has one regime profile at a time

-- What the city has issued (region = pool) and what counties practise, for the six-unified self-check.
CREATE TABLE practice (
    pool BIGINT NOT NULL,
    practice BIGINT NOT NULL,
    region BIGINT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, practice, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
CREATE INDEX practice_place ON practice (region, item, pool) WHERE tx_to = 9223372036854775807;
-- closable practice
