-- Settlement lists (医疗保障基金结算清单) in versions, and what queries of institutions need.

-- In-patients of an institution are asked for without a person (5303).
CREATE INDEX visit_stays ON visit (institution, visit, pool) WHERE kind = 'stay';

-- Settlement lists: one of a settlement. Person, visit and institution are codes; no name stands in any of these
-- tables but in the contact of a version.
CREATE TABLE settlement_list (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL CHECK (list BETWEEN 1 AND 999999999),
    settlement BIGINT NOT NULL,
    visit BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL,
    care TEXT NOT NULL,
    settled_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, list),
    FOREIGN KEY (pool, bucket, visit) REFERENCES visit (pool, bucket, visit),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only settlement_list
CREATE UNIQUE INDEX settlement_list_number ON settlement_list (list, pool);
CREATE UNIQUE INDEX settlement_list_settlement ON settlement_list (settlement, pool);
CREATE INDEX settlement_list_institution ON settlement_list (institution, settled_on, list, pool);

-- What was uploaded, each time anew: the money is that of the settlement when the version came. The form and the
-- contact are JSON of the fields as sent; addresses, telephone numbers and names stand in the contact.
CREATE TABLE settlement_list_version (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    uploaded BIGINT NOT NULL,
    form TEXT NOT NULL,
    contact TEXT NOT NULL,
    bill BIGINT NOT NULL,
    fund_pay BIGINT NOT NULL,
    account_pay BIGINT NOT NULL,
    cash BIGINT NOT NULL,
    provider_pay BIGINT NOT NULL,
    msgid TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, list, version),
    CHECK (fund_pay + account_pay + cash + provider_pay = bill),
    FOREIGN KEY (pool, bucket, list) REFERENCES settlement_list (pool, bucket, list),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only settlement_list_version

-- Steps of a version: 0 not submitted, 1 submitted, 2 accepted, 3 sent back. The last one stands.
CREATE TABLE settlement_list_step (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL,
    step BIGINT NOT NULL CHECK (step > 0),
    state TEXT NOT NULL CHECK (state IN ('0', '1', '2', '3')),
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, list, version, step),
    FOREIGN KEY (pool, bucket, list, version) REFERENCES settlement_list_version (pool, bucket, list, version),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only settlement_list_step

-- Diagnoses as the list has them, in their order.
CREATE TABLE settlement_list_diagnosis (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place > 0),
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    main BIGINT NOT NULL CHECK (main IN (0, 1)),
    at_admission TEXT NOT NULL,
    PRIMARY KEY (pool, bucket, list, version, place),
    FOREIGN KEY (pool, bucket, list, version) REFERENCES settlement_list_version (pool, bucket, list, version)
);
-- append-only settlement_list_diagnosis
CREATE INDEX settlement_list_diagnosis_code ON settlement_list_diagnosis (code, main, list, pool);

-- Operations of the stay, and of outpatient treatment of a chronic disease (kind 0).
CREATE TABLE settlement_list_operation (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place > 0),
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    surgeon TEXT NOT NULL,
    anaesthetist TEXT NOT NULL,
    anaesthesia TEXT NOT NULL,
    began BIGINT,
    ended BIGINT,
    PRIMARY KEY (pool, bucket, list, version, place),
    CHECK (began IS NULL OR ended IS NULL OR ended >= began),
    FOREIGN KEY (pool, bucket, list, version) REFERENCES settlement_list_version (pool, bucket, list, version)
);
-- append-only settlement_list_operation

-- Who pays the bill of a version: each kind of fund, accounts, the person in cash, the institution.
CREATE TABLE settlement_list_payer (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL,
    payer TEXT NOT NULL CHECK (payer IN ('fund', 'account', 'person', 'provider')),
    fund TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, list, version, payer, fund),
    CHECK ((payer = 'fund') = (fund <> '')),
    FOREIGN KEY (pool, bucket, list, version) REFERENCES settlement_list_version (pool, bucket, list, version)
);
-- append-only settlement_list_payer

-- What the settlement determined for each line that it covers. Counts are in parts of 10,000, unit prices in millionths
-- of a yuan; what later packages pay is known for the bill, not for a line.
CREATE TABLE settlement_list_line (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    list BIGINT NOT NULL,
    version BIGINT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL,
    own_code TEXT NOT NULL,
    occurred BIGINT NOT NULL,
    units BIGINT NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    full_own_pay BIGINT NOT NULL,
    over_limit BIGINT NOT NULL,
    first_self_pay BIGINT NOT NULL,
    in_scope BIGINT NOT NULL,
    funds BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    provider BIGINT NOT NULL,
    person BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, list, version, line),
    CHECK (full_own_pay + over_limit + first_self_pay + in_scope = amount),
    CHECK (funds + accounts + provider + person = amount),
    FOREIGN KEY (pool, bucket, list, version) REFERENCES settlement_list_version (pool, bucket, list, version)
);
-- append-only settlement_list_line
