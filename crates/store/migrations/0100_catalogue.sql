-- The catalogue of the city: items, diagnoses, operations, chronic diseases, old codes; institutions' own lists.

-- A list that was loaded, with its rows as they were read (compressed), and what it changes. It takes effect with its version.
CREATE TABLE catalogue_release (
    pool BIGINT NOT NULL,
    release_no BIGINT NOT NULL,
    list TEXT NOT NULL CHECK (list <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    kinds TEXT NOT NULL,
    extent TEXT NOT NULL CHECK (extent IN ('whole', 'changes')),
    effective BIGINT NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count >= 0),
    digest TEXT NOT NULL,
    content BYTEA NOT NULL,
    base_revision BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    concerned BIGINT NOT NULL,
    backdated BIGINT NOT NULL,
    loaded_on BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, release_no),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only catalogue_release
CREATE UNIQUE INDEX catalogue_release_proposal ON catalogue_release (proposal, pool);

-- A release that took effect, in the order in which they did.
CREATE TABLE catalogue_version (
    pool BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    release_no BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, version),
    FOREIGN KEY (pool, release_no) REFERENCES catalogue_release (pool, release_no)
);
-- append-only catalogue_version
CREATE UNIQUE INDEX catalogue_version_release ON catalogue_version (release_no, pool);
-- guard catalogue_version_approved on catalogue_version insert
--   NOT EXISTS (SELECT 1 FROM catalogue_release r JOIN decision d ON d.pool = r.pool AND d.proposal = r.proposal
--   WHERE r.pool = NEW.pool AND r.release_no = NEW.release_no AND d.verdict = 'approved')
--   say a list takes effect when its proposal is approved

-- Drugs, services and consumables by version; wider lists of categories of persons beside them. Cells as files have them.
CREATE TABLE catalogue_item (
    pool BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    list TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    spec TEXT NOT NULL,
    unit TEXT NOT NULL,
    fee TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('甲类', '乙类', '丙类')),
    first_employee TEXT NOT NULL,
    first_cadre TEXT NOT NULL,
    first_resident TEXT NOT NULL,
    first_other TEXT NOT NULL,
    ceiling_1 TEXT NOT NULL,
    ceiling_2 TEXT NOT NULL,
    ceiling_3 TEXT NOT NULL,
    standard TEXT NOT NULL,
    own_limit TEXT NOT NULL,
    restricted TEXT NOT NULL,
    restriction TEXT NOT NULL,
    levels TEXT NOT NULL,
    sex TEXT NOT NULL,
    age_from TEXT NOT NULL,
    age_to TEXT NOT NULL,
    diagnoses TEXT NOT NULL,
    inpatient TEXT NOT NULL,
    essential TEXT NOT NULL,
    negotiated TEXT NOT NULL,
    children TEXT NOT NULL,
    special TEXT NOT NULL,
    facts TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    version BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, entry),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, version) REFERENCES catalogue_version (pool, version)
);
-- closable catalogue_item
CREATE INDEX catalogue_item_code ON catalogue_item (pool, list, code, valid_from) WHERE tx_to = 9223372036854775807;
-- guard catalogue_item_day on catalogue_item insert
--   EXISTS (SELECT 1 FROM catalogue_item i WHERE i.pool = NEW.pool AND i.list = NEW.list AND i.code = NEW.code
--   AND i.tx_to = 9223372036854775807 AND i.valid_from <= NEW.valid_to AND i.valid_to >= NEW.valid_from)
--   say a code of a list means one item a day

-- Diagnoses, operations and chronic diseases by version.
CREATE TABLE catalogue_term (
    pool BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    category TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    version BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, entry),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, version) REFERENCES catalogue_version (pool, version)
);
-- closable catalogue_term
CREATE INDEX catalogue_term_code ON catalogue_term (pool, code, valid_from) WHERE tx_to = 9223372036854775807;
-- guard catalogue_term_day on catalogue_term insert
--   EXISTS (SELECT 1 FROM catalogue_term t WHERE t.pool = NEW.pool AND t.code = NEW.code
--   AND t.tx_to = 9223372036854775807 AND t.valid_from <= NEW.valid_to AND t.valid_to >= NEW.valid_from)
--   say a code means one diagnosis, operation or disease a day

-- Old codes with the national codes that they mean.
CREATE TABLE catalogue_recode (
    pool BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    code_system TEXT NOT NULL CHECK (code_system <> ''),
    old_code TEXT NOT NULL CHECK (old_code <> ''),
    code TEXT NOT NULL CHECK (code <> ''),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    version BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, entry),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, version) REFERENCES catalogue_version (pool, version)
);
-- closable catalogue_recode
CREATE INDEX catalogue_recode_old ON catalogue_recode (pool, code_system, old_code, valid_from) WHERE tx_to = 9223372036854775807;
-- guard catalogue_recode_day on catalogue_recode insert
--   EXISTS (SELECT 1 FROM catalogue_recode c WHERE c.pool = NEW.pool AND c.code_system = NEW.code_system
--   AND c.old_code = NEW.old_code AND c.tx_to = 9223372036854775807 AND c.valid_from <= NEW.valid_to
--   AND c.valid_to >= NEW.valid_from)
--   say an old code means one national code a day

-- How often the city's catalogue (part '') and the own list of each institution changed, and the digest of all changes.
CREATE TABLE catalogue_revision (
    pool BIGINT NOT NULL,
    part TEXT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision > 0),
    token TEXT NOT NULL,
    tx_last BIGINT NOT NULL,
    PRIMARY KEY (pool, part)
);

-- What an institution calls something in its own system, from upload to its end.
CREATE TABLE own_mapping (
    pool BIGINT NOT NULL,
    mapping BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL CHECK (institution <> ''),
    own_code TEXT NOT NULL CHECK (own_code <> ''),
    own_name TEXT NOT NULL CHECK (own_name <> ''),
    own_spec TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('uploaded', 'approved', 'refused', 'withdrawn')),
    since BIGINT NOT NULL,
    reason TEXT NOT NULL,
    approved_class TEXT NOT NULL CHECK (approved_class IN ('', '01', '02', '03')),
    approval_no TEXT NOT NULL,
    dosage_form TEXT NOT NULL,
    excluded_content TEXT NOT NULL,
    item_content TEXT NOT NULL,
    price_unit TEXT NOT NULL,
    package_spec TEXT NOT NULL,
    memo TEXT NOT NULL,
    by_user TEXT NOT NULL CHECK (by_user <> ''),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, mapping, tx_from),
    CHECK (valid_from <= valid_to),
    CHECK (state NOT IN ('refused', 'withdrawn') OR reason <> ''),
    CHECK (state <> 'approved' OR approved_class <> '')
);
-- closable own_mapping
CREATE UNIQUE INDEX own_mapping_one ON own_mapping (mapping, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX own_mapping_own ON own_mapping (pool, institution, own_code, valid_from) WHERE tx_to = 9223372036854775807;
CREATE INDEX own_mapping_institution ON own_mapping (institution, pool);
-- guard own_mapping_eyes on own_mapping insert
--   NEW.state IN ('approved', 'refused') AND NOT EXISTS (SELECT 1 FROM own_mapping m WHERE m.pool = NEW.pool
--   AND m.mapping = NEW.mapping AND m.state = 'uploaded' AND m.by_user <> NEW.by_user)
--   say who uploads a mapping does not decide it
-- guard own_mapping_day on own_mapping insert
--   (NEW.state IN ('uploaded', 'approved') OR NEW.approved_class <> '') AND EXISTS (SELECT 1 FROM own_mapping m
--   WHERE m.pool = NEW.pool AND m.institution = NEW.institution AND m.own_code = NEW.own_code
--   AND m.tx_to = 9223372036854775807 AND m.mapping <> NEW.mapping
--   AND (m.state IN ('uploaded', 'approved') OR m.approved_class <> '')
--   AND m.valid_from <= NEW.valid_to AND m.valid_to >= NEW.valid_from)
--   say an own code means one national code a day

-- Own codes that lines named and nobody has mapped: the queue.
CREATE TABLE unmapped_code (
    pool BIGINT NOT NULL,
    institution TEXT NOT NULL CHECK (institution <> ''),
    own_code TEXT NOT NULL CHECK (own_code <> ''),
    region BIGINT NOT NULL,
    national_code TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    times BIGINT NOT NULL CHECK (times > 0),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'mapped', 'dismissed')),
    decided_by TEXT NOT NULL,
    decided_on BIGINT,
    reason TEXT NOT NULL,
    tx_last BIGINT NOT NULL,
    PRIMARY KEY (pool, institution, own_code),
    CHECK (first_seen <= last_seen),
    CHECK (state <> 'dismissed' OR reason <> '')
);
CREATE INDEX unmapped_code_waiting ON unmapped_code (region, pool) WHERE state = 'waiting';
