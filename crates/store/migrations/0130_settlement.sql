-- Settlements with what they added to accumulators and what the funds owe for them, and the answers given.

-- Records of the counter: settlements, reversals, adjustments of earlier ones (about). Lines are the numbers
-- of the fee lines covered, kept is what the determination recomputes from, figures is the answer's money, both
-- JSON. A record that is replayed is closed and stands again with its new figures.
CREATE TABLE settlement (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL CHECK (settlement > 0),
    visit BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL,
    nature TEXT NOT NULL CHECK (nature IN ('settlement', 'reversal', 'adjustment')),
    about BIGINT,
    scheme TEXT NOT NULL,
    insurance TEXT NOT NULL,
    care TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    settled_on BIGINT NOT NULL,
    mid_stay BIGINT NOT NULL CHECK (mid_stay IN (0, 1)),
    replaces BIGINT,
    part TEXT NOT NULL,
    lines TEXT NOT NULL,
    account_use TEXT NOT NULL,
    account_paid BIGINT NOT NULL,
    hidden BIGINT NOT NULL CHECK (hidden IN (0, 1)),
    bill BIGINT NOT NULL,
    fund_pay BIGINT NOT NULL,
    account_pay BIGINT NOT NULL,
    cash BIGINT NOT NULL,
    provider_pay BIGINT NOT NULL,
    kept TEXT NOT NULL,
    figures TEXT NOT NULL,
    msgid TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, tx_from),
    CHECK (fund_pay + account_pay + cash + provider_pay = bill),
    CHECK ((nature = 'settlement') = (about IS NULL)),
    FOREIGN KEY (pool, bucket, visit) REFERENCES visit (pool, bucket, visit),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable settlement
CREATE UNIQUE INDEX settlement_number ON settlement (settlement, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX settlement_visit ON settlement (visit, pool, bucket) WHERE tx_to = 9223372036854775807;
CREATE INDEX settlement_institution ON settlement (institution, settled_on, pool) WHERE tx_to = 9223372036854775807;
-- One reversal of a record: the second guard behind the digest of the message.
CREATE UNIQUE INDEX settlement_reversed ON settlement (about, pool) WHERE nature = 'reversal' AND tx_to = 9223372036854775807;

-- What a record added to an accumulator: its state is the sum. The holder is the person, family, group or
-- treatment at the head of the owner; its rows lie together. Record 0 is an opening balance.
CREATE TABLE accumulator_entry (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    holder TEXT NOT NULL,
    record BIGINT NOT NULL,
    acc TEXT NOT NULL,
    owner TEXT NOT NULL,
    period TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, holder, record, acc, owner, period),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only accumulator_entry

-- What a fund owes an institution for a record, below 0 where it is taken back.
CREATE TABLE payable (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('fund', 'account')),
    fund TEXT NOT NULL,
    nature TEXT NOT NULL CHECK (nature IN ('settlement', 'reversal', 'adjustment')),
    about BIGINT,
    institution TEXT NOT NULL,
    region BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    care TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    settled_on BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, part, fund),
    CHECK ((nature = 'settlement') = (about IS NULL)),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only payable
CREATE INDEX payable_institution ON payable (institution, settled_on, pool);

-- Messages that were carried out, with their first answer, and tombstones of those that were undone. A tombstone has
-- the digest of the message that it undoes, an empty one where that never came. The person is empty where a message is
-- about nobody in particular.
CREATE TABLE message (
    pool BIGINT NOT NULL,
    message BIGINT NOT NULL CHECK (message > 0),
    institution TEXT NOT NULL,
    infno TEXT NOT NULL,
    msgid TEXT NOT NULL,
    digest TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'tombstone')),
    person TEXT NOT NULL,
    settlement BIGINT,
    answer TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, message),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only message
CREATE UNIQUE INDEX message_once ON message (msgid, institution, infno, digest, outcome, person, pool);
