-- Packages of a pooling area, standards, bills and their parts, payments, suspense, debits, subsidies.

-- Policy packages: the files, kept once by their digest.
CREATE TABLE package (
    pool BIGINT NOT NULL,
    digest TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    files BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, digest)
);
-- append-only package

-- A pooling area adopts a package with parameters for a scheme and a time; the later adoption of a day wins.
CREATE TABLE pool_package (
    pool BIGINT NOT NULL,
    adoption BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    digest TEXT NOT NULL,
    parameters TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('basic', 'serious_illness', 'supplementary', 'assistance', 'floor')),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, adoption),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, digest) REFERENCES package (pool, digest)
);
-- append-only pool_package

-- A version of the financing standards of a scheme and insurance year, approved.
CREATE TABLE standard (
    pool BIGINT NOT NULL,
    standard BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    adoption BIGINT NOT NULL,
    bill_from BIGINT NOT NULL,
    bill_to BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, standard),
    UNIQUE (pool, scheme, benefit_year, version),
    CHECK (bill_from <= bill_to),
    FOREIGN KEY (pool, adoption) REFERENCES pool_package (pool, adoption)
);
-- append-only standard

-- What each payer pays a person of a group and tier; payer and fund of an insurance's share have the payer 'split'.
CREATE TABLE standard_part (
    pool BIGINT NOT NULL,
    standard BIGINT NOT NULL,
    grp TEXT NOT NULL,
    tier TEXT NOT NULL,
    payer TEXT NOT NULL,
    fund TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, standard, grp, tier, payer, fund),
    FOREIGN KEY (pool, standard) REFERENCES standard (pool, standard)
);
-- append-only standard_part

-- A bill of one person and insurance year. amount is the whole, own the person's part of it.
-- tx_to is set when it is withdrawn; bill_end says why.
CREATE TABLE bill (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    enrolment BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    standard BIGINT NOT NULL,
    grp TEXT NOT NULL,
    tier TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    own BIGINT NOT NULL CHECK (own >= 0),
    pay_from BIGINT NOT NULL,
    pay_to BIGINT NOT NULL,
    drawn_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, bill),
    CHECK (own <= amount),
    CHECK (pay_from <= pay_to)
);
-- closable bill
CREATE UNIQUE INDEX bill_one_a_year ON bill (person, benefit_year, pool, bucket) WHERE tx_to = 9223372036854775807;
CREATE UNIQUE INDEX bill_by_number ON bill (bill, pool);
CREATE INDEX bill_by_region ON bill (benefit_year, region, pool);

-- What one payer owes of a bill; the parts add up to its amount.
CREATE TABLE bill_part (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    part BIGINT NOT NULL,
    payer TEXT NOT NULL,
    fund TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    grp TEXT NOT NULL,
    sponsor BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, bill, part)
);
-- append-only bill_part

-- Why a bill was withdrawn, and the bill that stands in its place.
CREATE TABLE bill_end (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    region BIGINT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, bill)
);
-- append-only bill_end

-- A dispute about a bill; tx_to is set when it is settled.
CREATE TABLE dispute (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    dispute BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    region BIGINT NOT NULL,
    raised_on BIGINT NOT NULL,
    ground TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, dispute)
);
-- closable dispute
CREATE UNIQUE INDEX dispute_one_open ON dispute (bill, pool, bucket) WHERE tx_to = 9223372036854775807;

-- How a dispute ended: the dues before and after, and what is paid back.
CREATE TABLE dispute_end (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    dispute BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('upheld', 'dismissed', 'withdrawn')),
    billed BIGINT NOT NULL,
    recomputed BIGINT NOT NULL,
    refund BIGINT NOT NULL,
    new_bill BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, dispute)
);
-- append-only dispute_end

-- Money that arrived (above 0), was paid back or was returned by the bank (below 0, naming the payment).
-- collector is the organisation that took it in, 0 where there is none.
CREATE TABLE payment (
    pool BIGINT NOT NULL,
    payment BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'refund', 'return')),
    channel TEXT NOT NULL,
    collector BIGINT NOT NULL,
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL,
    received_on BIGINT NOT NULL,
    benefit_year BIGINT NOT NULL,
    of_payment BIGINT,
    batch BIGINT,
    line BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, payment),
    UNIQUE (pool, channel, collector, reference),
    CHECK ((kind = 'receipt') = (amount > 0)),
    CHECK ((kind = 'receipt') = (of_payment IS NULL))
);
-- append-only payment
CREATE INDEX payment_by_collector ON payment (benefit_year, collector, pool) WHERE collector > 0;
CREATE INDEX payment_by_batch ON payment (batch, line, pool) WHERE batch IS NOT NULL;
CREATE INDEX payment_by_day ON payment (received_on, pool);
CREATE INDEX payment_by_original ON payment (of_payment, pool) WHERE of_payment IS NOT NULL;

-- Which bill and payer money counts for; below 0 where it was paid back.
CREATE TABLE payment_use (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    payment BIGINT NOT NULL,
    payer TEXT NOT NULL,
    amount BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, bill, payment, payer, tx_from)
);
-- append-only payment_use
CREATE INDEX payment_use_by_payment ON payment_use (payment, pool);

-- Money that fits no bill, as a work item; tx_to is set when somebody has settled it.
CREATE TABLE suspense (
    pool BIGINT NOT NULL,
    suspense BIGINT NOT NULL,
    region BIGINT NOT NULL,
    payment BIGINT NOT NULL,
    reason TEXT NOT NULL,
    person BIGINT,
    document TEXT NOT NULL,
    named TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, suspense),
    FOREIGN KEY (pool, payment) REFERENCES payment (pool, payment)
);
-- closable suspense
CREATE INDEX suspense_open ON suspense (region, pool) WHERE tx_to = 9223372036854775807;

-- What became of money in suspense.
CREATE TABLE suspense_end (
    pool BIGINT NOT NULL,
    suspense BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('matched', 'refunded')),
    bill BIGINT,
    payment BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, suspense)
);
-- append-only suspense_end

-- A debit file that went to a bank.
CREATE TABLE debit (
    pool BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    region BIGINT NOT NULL,
    bank TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    made_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, debit)
);
-- closable debit

-- Its lines.
CREATE TABLE debit_line (
    pool BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    line BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, debit, line)
);
-- append-only debit_line
CREATE INDEX debit_line_by_bill ON debit_line (bill, pool, bucket);

-- That a debit file was written out whole. Until then the same command writes the same file again.
CREATE TABLE debit_written (
    pool BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, debit),
    FOREIGN KEY (pool, debit) REFERENCES debit (pool, debit)
);
-- append-only debit_written

-- What the bank answered to a line, once.
CREATE TABLE debit_answer (
    pool BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    line BIGINT NOT NULL,
    answer TEXT NOT NULL,
    answered_on BIGINT NOT NULL,
    payment BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, debit, line),
    FOREIGN KEY (pool, debit, line) REFERENCES debit_line (pool, debit, line)
);
-- append-only debit_answer

-- What a village, street or school handed over of what it collected.
CREATE TABLE handover (
    pool BIGINT NOT NULL,
    handover BIGINT NOT NULL,
    region BIGINT NOT NULL,
    collector BIGINT NOT NULL,
    benefit_year BIGINT NOT NULL,
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    handed_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, handover),
    UNIQUE (pool, collector, reference)
);
-- append-only handover

-- A reconciliation with a bank or a tax office, its sums and its differences.
CREATE TABLE pay_check (
    pool BIGINT NOT NULL,
    pay_check BIGINT NOT NULL,
    region BIGINT NOT NULL,
    channel TEXT NOT NULL,
    day_from BIGINT NOT NULL,
    day_to BIGINT NOT NULL,
    books BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, pay_check)
);
-- append-only pay_check
CREATE TABLE pay_check_line (
    pool BIGINT NOT NULL,
    pay_check BIGINT NOT NULL,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payment BIGINT,
    line BIGINT,
    reference TEXT NOT NULL,
    books BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, pay_check, place),
    FOREIGN KEY (pool, pay_check) REFERENCES pay_check (pool, pay_check)
);
-- append-only pay_check_line

-- Channels by which subsidies come, with the days in which each is open.
CREATE TABLE subsidy_channel (
    pool BIGINT NOT NULL,
    channel TEXT NOT NULL,
    title TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, channel, tx_from),
    CHECK (valid_from <= valid_to)
);
-- closable subsidy_channel
CREATE UNIQUE INDEX subsidy_channel_now ON subsidy_channel (channel, pool) WHERE tx_to = 9223372036854775807;

-- Subsidy that arrived; region is the county it is for. Below 0 it corrects the arrival that it names.
CREATE TABLE subsidy_arrival (
    pool BIGINT NOT NULL,
    arrival BIGINT NOT NULL,
    region BIGINT NOT NULL,
    payer TEXT NOT NULL,
    channel TEXT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    arrived_on BIGINT NOT NULL,
    reference TEXT NOT NULL,
    of_arrival BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, arrival),
    UNIQUE (pool, payer, reference),
    CHECK ((of_arrival IS NULL) = (amount > 0))
);
-- append-only subsidy_arrival

-- Subsidy counted a second time for one person and year, from double records: not due, to be recovered.
CREATE TABLE subsidy_double (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    bill BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    benefit_year BIGINT NOT NULL,
    counted_bill BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, bill)
);
-- append-only subsidy_double

-- The assistance fund pays personal contributions of a group of people in advance.
CREATE TABLE advance (
    pool BIGINT NOT NULL,
    advance BIGINT NOT NULL,
    region BIGINT NOT NULL,
    payer TEXT NOT NULL,
    fund TEXT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    persons BIGINT NOT NULL CHECK (persons > 0),
    amount BIGINT NOT NULL CHECK (amount > 0),
    payment BIGINT NOT NULL,
    posted_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, advance),
    FOREIGN KEY (pool, payment) REFERENCES payment (pool, payment)
);
-- append-only advance

-- A sponsor takes over a part of the personal contribution of everybody enrolled in a region, or of one person.
CREATE TABLE sponsorship (
    pool BIGINT NOT NULL,
    sponsorship BIGINT NOT NULL,
    region BIGINT NOT NULL,
    person BIGINT,
    sponsor BIGINT NOT NULL,
    payer TEXT NOT NULL,
    scheme TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, sponsorship)
);
-- closable sponsorship
