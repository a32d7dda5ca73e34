-- Persons over all schemes and counties, their papers, links, households, organisations, categories.

-- A record of the register. The bucket is given once and never changes; the region is where the person is
-- looked after today. Everything else about a person has a history of its own.
CREATE TABLE person (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    bucket BIGINT NOT NULL CHECK (bucket BETWEEN 0 AND 63),
    person BIGINT NOT NULL CHECK (person > 0),
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person),
    UNIQUE (pool, person)
);
CREATE INDEX person_region ON person (region, pool);
-- guard person_keep on person delete
--   1 = 1
--   say a person is never deleted
-- guard person_bucket on person update
--   NEW.pool <> OLD.pool OR NEW.bucket <> OLD.bucket OR NEW.person <> OLD.person OR NEW.tx_from <> OLD.tx_from
--   say the number and the bucket of a person do not change

-- What is known of a person over a stretch of time. The block is a number made of name and birth date: records
-- of one block are compared with each other.
CREATE TABLE person_version (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    block BIGINT NOT NULL,
    sex TEXT NOT NULL,
    birth BIGINT NOT NULL,
    death BIGINT,
    death_source TEXT,
    ethnicity TEXT,
    huji BIGINT,
    huji_kind TEXT,
    residence BIGINT NOT NULL,
    address TEXT,
    phone TEXT,
    guardian BIGINT,
    doubts TEXT,
    reason TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person)
);
CREATE INDEX person_version_block ON person_version (block, pool) WHERE tx_to = 9223372036854775807;
-- closable person_version

-- The documents of a person, past numbers and aliases included.
CREATE TABLE person_document (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    document_type TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number TEXT NOT NULL,
    original TEXT,
    sound BIGINT NOT NULL CHECK (sound IN (0, 1)),
    standing TEXT NOT NULL CHECK (standing IN ('current', 'replaced', 'alias', 'contested')),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    reason TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, document_type, number_key, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person)
);
-- Finds a number, and holds that one sound resident number speaks for one record, unless it is marked as held by two:
-- one index for both, since numbers fall all over it and each index is paid for with every row of an import.
CREATE UNIQUE INDEX person_document_number ON person_document (number_key, pool,
    (CASE WHEN standing = 'current' AND document_type = '01' AND sound = 1 THEN 0 ELSE person END),
    (CASE WHEN standing = 'current' AND document_type = '01' AND sound = 1 THEN 0 ELSE tx_from END),
    (CASE WHEN standing = 'current' AND document_type = '01' AND sound = 1 THEN '' ELSE document_type END)
) WHERE tx_to = 9223372036854775807;
-- closable person_document

-- Which row of which list became which record, and how: nothing that was handed over is lost.
CREATE TABLE person_source (
    pool BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    line BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('new', 'known', 'queued')),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, batch, line)
);
-- append-only person_source

-- The lists of a take-over as their givers count them.
CREATE TABLE source_list (
    pool BIGINT NOT NULL,
    list TEXT NOT NULL,
    scheme TEXT NOT NULL,
    region BIGINT NOT NULL,
    stated BIGINT NOT NULL CHECK (stated >= 0),
    batch BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, list)
);

-- Decisions about pairs of records: features, weight, version of the rule, verdict, by whom. A later one
-- supersedes and leaves the earlier one standing.
CREATE TABLE person_match (
    pool BIGINT NOT NULL,
    match_no BIGINT NOT NULL,
    region BIGINT NOT NULL,
    one BIGINT NOT NULL,
    other BIGINT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 10000),
    band TEXT NOT NULL CHECK (band IN ('auto', 'queue', 'separate')),
    conflict TEXT,
    features TEXT NOT NULL,
    rule TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'distinct', 'open')),
    decided_by TEXT,
    decided_on BIGINT NOT NULL,
    proposal BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, match_no),
    CHECK (one < other),
    CHECK (verdict = 'open' OR decided_by IS NOT NULL OR band <> 'queue')
);
CREATE INDEX person_match_pair ON person_match (one, other, pool);
CREATE INDEX person_match_open ON person_match (verdict, region, pool);
-- append-only person_match

-- One record stands for the same person as another, from a day on. Un-merging closes the row.
CREATE TABLE person_link (
    pool BIGINT NOT NULL,
    member BIGINT NOT NULL,
    leader BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    void BIGINT NOT NULL CHECK (void IN (0, 1)),
    proposal BIGINT,
    ended TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, member, tx_from),
    CHECK (leader < member),
    FOREIGN KEY (pool, member) REFERENCES person (pool, person),
    FOREIGN KEY (pool, leader) REFERENCES person (pool, person)
);
CREATE INDEX person_link_leader ON person_link (leader, pool);
-- closable person_link

-- Households.
CREATE TABLE household (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL CHECK (bucket BETWEEN 0 AND 63),
    household BIGINT NOT NULL CHECK (household > 0),
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    mark TEXT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, household),
    UNIQUE (pool, household)
);
-- append-only household
CREATE INDEX household_region ON household (region, mark, pool);

-- Who belongs to a household, as what, and when.
CREATE TABLE household_member (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    household BIGINT NOT NULL,
    person_bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    relation TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, household, person, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, household) REFERENCES household (pool, bucket, household)
);
CREATE INDEX household_member_person ON household_member (person, pool) WHERE tx_to = 9223372036854775807;
-- closable household_member

-- Certified yearly incomes of households.
CREATE TABLE household_income (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    household BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    yearly BIGINT NOT NULL CHECK (yearly >= 0),
    certified_by TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, household, valid_from, tx_from)
);
-- closable household_income

-- Employers, schools, villages, streets. The particulars are those of today; the acts are the history.
CREATE TABLE organisation (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    organisation BIGINT NOT NULL CHECK (organisation > 0),
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    credit_code TEXT,
    founded_on BIGINT,
    ended_on BIGINT,
    state TEXT NOT NULL CHECK (state IN ('filed', 'registered', 'cancelled', 'rejected')),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, organisation)
);
CREATE INDEX organisation_region ON organisation (region, kind, pool);
CREATE UNIQUE INDEX organisation_code ON organisation (credit_code, pool) WHERE credit_code IS NOT NULL;

-- Registration, change and cancellation, with the day by which each was due.
CREATE TABLE registration_act (
    pool BIGINT NOT NULL,
    act BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('registration', 'change', 'cancellation')),
    event_on BIGINT NOT NULL,
    filed_on BIGINT NOT NULL,
    due_on BIGINT,
    late BIGINT NOT NULL CHECK (late IN (0, 1)),
    package TEXT,
    changes TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, act),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation)
);
CREATE INDEX registration_act_organisation ON registration_act (organisation, pool);
-- append-only registration_act

-- The review of an act by the collection agency, and the notice to the bureau that follows an approval.
CREATE TABLE registration_review (
    pool BIGINT NOT NULL,
    act BIGINT NOT NULL,
    region BIGINT NOT NULL,
    approved BIGINT NOT NULL CHECK (approved IN (0, 1)),
    reason TEXT NOT NULL,
    reviewed_by TEXT NOT NULL,
    reviewed_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, act),
    FOREIGN KEY (pool, act) REFERENCES registration_act (pool, act)
);
-- append-only registration_review
-- guard registration_own on registration_review insert
--   EXISTS (SELECT 1 FROM registration_act a JOIN tx t ON t.pool = a.pool AND t.tx = a.tx_from WHERE a.pool = NEW.pool AND a.act = NEW.act AND t.user_name = NEW.reviewed_by)
--   say an act is not reviewed by who filed it

CREATE TABLE bureau_notice (
    pool BIGINT NOT NULL,
    notice BIGINT NOT NULL,
    act BIGINT NOT NULL,
    region BIGINT NOT NULL,
    sent_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, notice),
    UNIQUE (pool, act),
    FOREIGN KEY (pool, act) REFERENCES registration_review (pool, act)
);
-- append-only bureau_notice

CREATE TABLE bureau_acknowledgement (
    pool BIGINT NOT NULL,
    notice BIGINT NOT NULL,
    acknowledged_by TEXT NOT NULL,
    acknowledged_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, notice),
    FOREIGN KEY (pool, notice) REFERENCES bureau_notice (pool, notice)
);
-- append-only bureau_acknowledgement

-- Who belongs to an organisation: employees, retired and other members, students. The region is the
-- organisation's.
CREATE TABLE affiliation (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    role TEXT NOT NULL,
    stage TEXT,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    reason TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, organisation, role, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation)
);
CREATE INDEX affiliation_organisation ON affiliation (organisation, pool) WHERE tx_to = 9223372036854775807;
-- closable affiliation

-- Users who enrol and collect for a village, street or school.
CREATE TABLE agent (
    pool BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, organisation, user_name, valid_from, tx_from),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation)
);
-- closable agent

-- Certified categories with their period and the authority.
CREATE TABLE category_span (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    category TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    authority TEXT NOT NULL,
    evidence TEXT NOT NULL,
    batch BIGINT,
    line BIGINT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, category, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person)
);
CREATE INDEX category_span_category ON category_span (category, region, pool) WHERE tx_to = 9223372036854775807;
-- closable category_span

-- What a person must look at: a row of a list that fits nobody, a number of two people. Opened once,
-- closed once.
CREATE TABLE people_work (
    pool BIGINT NOT NULL,
    item BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject BIGINT,
    shown TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    opened_on BIGINT NOT NULL,
    batch BIGINT,
    line BIGINT,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    closed_on BIGINT,
    closed_by TEXT,
    resolution TEXT,
    tx_from BIGINT NOT NULL,
    tx_closed BIGINT,
    PRIMARY KEY (pool, item),
    CHECK (state = 'open' OR (resolution IS NOT NULL AND closed_by IS NOT NULL))
);
CREATE INDEX people_work_open ON people_work (state, region, pool);
-- guard people_work_keep on people_work delete
--   1 = 1
--   say a work item is never deleted
-- guard people_work_closed on people_work update
--   OLD.state = 'closed' OR NEW.reason <> OLD.reason OR NEW.body <> OLD.body
--   say a closed work item is not changed

-- The register of region codes of the pooling area: while it is empty, every code inside the area counts.
CREATE TABLE region_name (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    region BIGINT NOT NULL,
    name TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, region)
);
