-- Premiums of employers, personal accounts, entitlement.

-- The working life of a member of the employee scheme, in versions.
CREATE TABLE career (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    birth BIGINT NOT NULL,
    employed_on BIGINT,
    retirement_age_on BIGINT,
    extended BIGINT NOT NULL CHECK (extended IN (0, 1)),
    membership TEXT NOT NULL,
    retirement BIGINT,
    retired_on BIGINT,
    pension_from BIGINT,
    pension_interrupted BIGINT NOT NULL CHECK (pension_interrupted IN (0, 1)),
    months_before BIGINT NOT NULL CHECK (months_before >= 0),
    ended_on BIGINT,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, tx_from),
    CHECK ((retirement IS NULL) = (retired_on IS NULL)),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person)
);
-- closable career
CREATE UNIQUE INDEX career_one ON career (person, pool, bucket) WHERE tx_to = 9223372036854775807;

-- Months that count as paid without a payment (视作缴费年限), each with its source and rule.
CREATE TABLE deemed_months (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    deemed BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    months BIGINT NOT NULL CHECK (months > 0),
    source TEXT NOT NULL CHECK (source <> ''),
    rule TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, deemed),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only deemed_months
CREATE INDEX deemed_months_person ON deemed_months (person, pool, bucket);

-- A yearly declaration of bases, or a supplement.
CREATE TABLE declaration (
    pool BIGINT NOT NULL,
    declaration BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    premium_year BIGINT NOT NULL,
    declared_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, declaration),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation)
);
-- append-only declaration
CREATE INDEX declaration_organisation ON declaration (organisation, premium_year, pool);

-- The wage declared for a person: own monthly average of the year before.
CREATE TABLE declared_wage (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    declaration BIGINT NOT NULL,
    person BIGINT NOT NULL,
    wage BIGINT NOT NULL CHECK (wage >= 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, declaration, person),
    FOREIGN KEY (pool, declaration) REFERENCES declaration (pool, declaration)
);
-- append-only declared_wage
CREATE INDEX declared_wage_declaration ON declared_wage (declaration, pool);

-- The check of a declaration, and its coming into force.
CREATE TABLE declaration_step (
    pool BIGINT NOT NULL,
    declaration BIGINT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('checked', 'in_force')),
    step_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, declaration, step),
    FOREIGN KEY (pool, declaration) REFERENCES declaration (pool, declaration)
);
-- append-only declaration_step
-- guard declaration_order on declaration_step insert
--   NEW.step = 'in_force' AND NOT EXISTS (SELECT 1 FROM declaration_step s WHERE s.pool = NEW.pool
--   AND s.declaration = NEW.declaration AND s.step = 'checked' AND s.step_on <= NEW.step_on)
--   say a declaration comes into force after its check

-- Plan variants of the pool (单建统筹), approved. Rates as text: 6%.
CREATE TABLE plan_variant (
    pool BIGINT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    employer_rate TEXT NOT NULL,
    person_rate TEXT NOT NULL,
    has_account BIGINT NOT NULL CHECK (has_account IN (0, 1)),
    article TEXT NOT NULL CHECK (article <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, code, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- closable plan_variant
CREATE UNIQUE INDEX plan_variant_one ON plan_variant (code, pool) WHERE tx_to = 9223372036854775807;

-- Employers that are on a variant, and when.
CREATE TABLE employer_plan (
    pool BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    code TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, organisation, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- closable employer_plan
-- guard employer_plan_one on employer_plan insert
--   EXISTS (SELECT 1 FROM employer_plan p WHERE p.pool = NEW.pool AND p.organisation = NEW.organisation
--   AND p.tx_to = 9223372036854775807 AND p.valid_from <= NEW.valid_to AND p.valid_to >= NEW.valid_from)
--   say an employer is on one plan at a time

-- The premium bill of an employer for a month (202603); a correction names the bill that it corrects.
CREATE TABLE premium_bill (
    pool BIGINT NOT NULL,
    premium_bill BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    month BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'correction')),
    of_bill BIGINT,
    variant TEXT,
    heads BIGINT NOT NULL,
    active BIGINT NOT NULL,
    unit_base BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    rule TEXT NOT NULL,
    due_on BIGINT NOT NULL,
    drawn_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, premium_bill),
    CHECK ((kind = 'correction') = (of_bill IS NOT NULL)),
    CHECK (kind = 'correction' OR amount >= 0),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation),
    FOREIGN KEY (pool, of_bill) REFERENCES premium_bill (pool, premium_bill)
);
-- append-only premium_bill
CREATE UNIQUE INDEX premium_bill_month ON premium_bill (organisation, month, pool) WHERE kind = 'bill';
CREATE INDEX premium_bill_of ON premium_bill (of_bill, pool) WHERE of_bill IS NOT NULL;
CREATE INDEX premium_bill_region ON premium_bill (month, region, pool);

-- What a bill brings into each fund, by payer; the rows of a bill add up to its amount.
CREATE TABLE premium_part (
    pool BIGINT NOT NULL,
    premium_bill BIGINT NOT NULL,
    payer TEXT NOT NULL,
    fund TEXT NOT NULL,
    amount BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, premium_bill, payer, fund),
    FOREIGN KEY (pool, premium_bill) REFERENCES premium_bill (pool, premium_bill)
);
-- append-only premium_part

-- What one person owes of a bill.
CREATE TABLE premium_due (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    premium_bill BIGINT NOT NULL,
    person BIGINT NOT NULL,
    wage BIGINT,
    base BIGINT,
    fund TEXT NOT NULL,
    own BIGINT NOT NULL,
    rule TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, premium_bill, person),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, premium_bill) REFERENCES premium_bill (pool, premium_bill)
);
-- append-only premium_due
CREATE INDEX premium_due_person ON premium_due (person, pool, bucket);
CREATE INDEX premium_due_bill ON premium_due (premium_bill, pool);

-- Money of employers that arrived (above 0), or was taken back (below 0, naming the payment).
CREATE TABLE premium_payment (
    pool BIGINT NOT NULL,
    payment BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    received_on BIGINT NOT NULL,
    reference TEXT NOT NULL CHECK (reference <> ''),
    premium_bill BIGINT,
    of_payment BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, payment),
    UNIQUE (pool, organisation, reference),
    CHECK ((amount > 0) = (of_payment IS NULL)),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation),
    FOREIGN KEY (pool, of_payment) REFERENCES premium_payment (pool, payment)
);
-- append-only premium_payment
CREATE INDEX premium_payment_organisation ON premium_payment (organisation, received_on, pool);

-- Applications to pay later (缓缴).
CREATE TABLE deferral (
    pool BIGINT NOT NULL,
    deferral BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    proposal BIGINT NOT NULL,
    applied_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, deferral),
    UNIQUE (pool, proposal),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only deferral
CREATE INDEX deferral_organisation ON deferral (organisation, pool);

-- Their outcome; it follows the decision on the proposal.
CREATE TABLE deferral_end (
    pool BIGINT NOT NULL,
    deferral BIGINT NOT NULL,
    approved BIGINT NOT NULL CHECK (approved IN (0, 1)),
    decided_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, deferral),
    FOREIGN KEY (pool, deferral) REFERENCES deferral (pool, deferral)
);
-- append-only deferral_end
-- guard deferral_decided on deferral_end insert
--   NOT EXISTS (SELECT 1 FROM deferral f JOIN decision d ON d.pool = f.pool AND d.proposal = f.proposal
--   WHERE f.pool = NEW.pool AND f.deferral = NEW.deferral AND (d.verdict = 'approved') = (NEW.approved = 1))
--   say a deferral follows the decision of a second person

-- Disputes about a premium bill.
CREATE TABLE premium_dispute (
    pool BIGINT NOT NULL,
    dispute BIGINT NOT NULL,
    premium_bill BIGINT NOT NULL,
    region BIGINT NOT NULL,
    raised_on BIGINT NOT NULL,
    claim TEXT NOT NULL CHECK (claim <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, dispute),
    FOREIGN KEY (pool, premium_bill) REFERENCES premium_bill (pool, premium_bill)
);
-- append-only premium_dispute
CREATE INDEX premium_dispute_bill ON premium_dispute (premium_bill, pool);

-- How a dispute ended; the correction names the disputed bill.
CREATE TABLE premium_dispute_end (
    pool BIGINT NOT NULL,
    dispute BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    decided_on BIGINT NOT NULL,
    recomputed BIGINT NOT NULL,
    difference BIGINT NOT NULL,
    correction BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, dispute),
    CHECK ((difference = 0) = (correction IS NULL)),
    FOREIGN KEY (pool, dispute) REFERENCES premium_dispute (pool, dispute),
    FOREIGN KEY (pool, correction) REFERENCES premium_bill (pool, premium_bill),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal)
);
-- append-only premium_dispute_end

-- Personal accounts.
CREATE TABLE account (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    opened_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, organisation) REFERENCES organisation (pool, organisation)
);
-- append-only account
CREATE INDEX account_region ON account (region, pool);

-- Entries of personal accounts. Period is the month of a credit (202603) or the year of interest and
-- carry-over (2026), 0 otherwise.
CREATE TABLE account_entry (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    account_entry BIGINT NOT NULL,
    region BIGINT NOT NULL,
    entry_on BIGINT NOT NULL,
    kind TEXT NOT NULL,
    period BIGINT NOT NULL,
    current_move BIGINT NOT NULL,
    past_move BIGINT NOT NULL,
    current_after BIGINT NOT NULL CHECK (current_after >= 0),
    past_after BIGINT NOT NULL CHECK (past_after >= 0),
    corrects BIGINT,
    premium_bill BIGINT,
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, account_entry),
    CHECK ((kind = 'correction') = (corrects IS NOT NULL)),
    CHECK (kind <> 'carry_over' OR current_move + past_move = 0),
    FOREIGN KEY (pool, bucket, person) REFERENCES account (pool, bucket, person)
);
-- append-only account_entry
CREATE UNIQUE INDEX account_entry_once ON account_entry (person, kind, period, pool, bucket) WHERE kind IN ('credit', 'interest', 'carry_over');
CREATE INDEX account_entry_bill ON account_entry (premium_bill, pool) WHERE premium_bill IS NOT NULL;

-- To whom an account was paid out; names as on the deed.
CREATE TABLE account_heir (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    document TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, place),
    FOREIGN KEY (pool, bucket, person) REFERENCES account (pool, bucket, person),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal)
);
-- append-only account_heir

-- Tables of credits by age band; the amounts are parameters of the package.
CREATE TABLE credit_table (
    pool BIGINT NOT NULL,
    credit_table BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, credit_table)
);
-- append-only credit_table

CREATE TABLE credit_amount (
    pool BIGINT NOT NULL,
    credit_table BIGINT NOT NULL,
    parameter TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, credit_table, parameter),
    FOREIGN KEY (pool, credit_table) REFERENCES credit_table (pool, credit_table)
);
-- append-only credit_amount

-- The approval of a table: study, consent, publication, in force.
CREATE TABLE credit_step (
    pool BIGINT NOT NULL,
    credit_table BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('study', 'consent', 'published', 'in_force')),
    step_on BIGINT NOT NULL,
    document TEXT NOT NULL CHECK (document <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, credit_table, state),
    FOREIGN KEY (pool, credit_table) REFERENCES credit_table (pool, credit_table)
);
-- append-only credit_step
-- guard credit_step_order on credit_step insert
--   (NEW.state = 'consent' AND NOT EXISTS (SELECT 1 FROM credit_step s WHERE s.pool = NEW.pool AND s.credit_table = NEW.credit_table AND s.state = 'study'))
--   OR (NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM credit_step s WHERE s.pool = NEW.pool AND s.credit_table = NEW.credit_table AND s.state = 'consent'))
--   OR (NEW.state = 'in_force' AND NOT EXISTS (SELECT 1 FROM credit_step s WHERE s.pool = NEW.pool AND s.credit_table = NEW.credit_table AND s.state = 'published'))
--   say a table is studied, consented to, published, and then in force

-- The rules behind spans, each once.
CREATE TABLE entitlement_rule (
    pool BIGINT NOT NULL,
    rule_no BIGINT NOT NULL,
    rule TEXT NOT NULL,
    title TEXT NOT NULL,
    articles TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, rule_no),
    UNIQUE (pool, rule, title, articles)
);
-- append-only entitlement_rule

-- Days of entitlement, derived: each names the record that is its ground and the rule.
CREATE TABLE entitlement_span (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    person BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('retirement', 'payment', 'premium', 'deferral', 'newborn', 'certified', 'decision')),
    record BIGINT NOT NULL CHECK (record > 0),
    rule_no BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, person, scheme, valid_from, tx_from),
    CHECK (valid_from <= valid_to)
);
-- closable entitlement_span
CREATE INDEX entitlement_span_person ON entitlement_span (person, pool) WHERE tx_to = 9223372036854775807;
