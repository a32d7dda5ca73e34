-- What settlements leave beside payables: the shares of commissioned insurers; persons who pay first; bills taken.

-- What the contract of a commissioned insurer owes for a record, below 0 where it is taken back. The contract is that
-- of the district of the member on the contract date; a reversal is under the contract of its settlement.
CREATE TABLE insurer_share (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    fund TEXT NOT NULL,
    contract BIGINT NOT NULL CHECK (contract > 0),
    insurer TEXT NOT NULL CHECK (insurer <> ''),
    about BIGINT,
    region BIGINT NOT NULL,
    contract_date BIGINT NOT NULL,
    settled_on BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, fund),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only insurer_share
CREATE INDEX insurer_share_contract ON insurer_share (contract, settled_on, pool);

-- Persons who pay first and claim later, by a decision of two users.
CREATE TABLE pay_first (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    mode BIGINT NOT NULL CHECK (mode > 0),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_on BIGINT NOT NULL,
    checked_by TEXT NOT NULL CHECK (checked_by <> made_by),
    checked_at BIGINT NOT NULL,
    checked_on BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, mode),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only pay_first
CREATE INDEX pay_first_person ON pay_first (person, pool);
-- guard pay_first_decided on pay_first insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved')
--   say the change was not approved by a second user

-- That such a change was lifted.
CREATE TABLE pay_first_lifted (
    pool BIGINT NOT NULL,
    mode BIGINT NOT NULL,
    lifted_by TEXT NOT NULL,
    lifted_at BIGINT NOT NULL,
    lifted_on BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, mode),
    FOREIGN KEY (pool, mode) REFERENCES pay_first (pool, mode)
);
-- append-only pay_first_lifted

-- Bills that were settled at a counter or in another system, each once a layer. What is taken back at a counter ends.
CREATE TABLE bill_taken (
    pool BIGINT NOT NULL,
    bill_key TEXT NOT NULL,
    layer TEXT NOT NULL CHECK (layer IN ('basic', 'serious_illness', 'supplementary', 'assistance', 'floor')),
    bill_number TEXT NOT NULL,
    bill_place TEXT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    bill_on BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    region BIGINT NOT NULL,
    settlement BIGINT,
    elsewhere TEXT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bill_key, layer, tx_from),
    CHECK ((settlement IS NULL) <> (elsewhere IS NULL)),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable bill_taken
CREATE UNIQUE INDEX bill_taken_once ON bill_taken (bill_key, layer, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX bill_taken_number ON bill_taken (bill_number, pool);
CREATE INDEX bill_taken_place ON bill_taken (bill_place, pool);
CREATE INDEX bill_taken_settlement ON bill_taken (settlement, pool) WHERE settlement IS NOT NULL;
