-- Claims of institutions and persons, their decision and payment, bills on paper, insurers, clearing.

-- The holidays of a year and the days made up for them, as the State Council announces them; the latest entry counts.
CREATE TABLE work_year (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    year BIGINT NOT NULL,
    document TEXT NOT NULL CHECK (document <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, year, tx_from)
);
-- append-only work_year

-- A day of such a year that is not as the week says: worked (1) or free (0).
CREATE TABLE work_day (
    pool BIGINT NOT NULL,
    year BIGINT NOT NULL,
    day BIGINT NOT NULL,
    worked BIGINT NOT NULL CHECK (worked IN (0, 1)),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, year, tx_from, day),
    FOREIGN KEY (pool, year, tx_from) REFERENCES work_year (pool, year, tx_from)
);
-- append-only work_day

-- At which office an institution claims; the latest entry counts.
CREATE TABLE claim_office (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    institution TEXT NOT NULL,
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, institution, tx_from)
);
-- append-only claim_office

-- Claims: of an institution for a month, or of a person for an application (0 where there is none). The region is the
-- office that reviews; the county is that of the insured, whose tier bears the money.
CREATE TABLE claim (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    claim BIGINT NOT NULL CHECK (claim > 0),
    claimant_kind TEXT NOT NULL CHECK (claimant_kind IN ('institution', 'person')),
    claimant TEXT NOT NULL,
    county BIGINT NOT NULL,
    fund TEXT NOT NULL,
    scheme TEXT NOT NULL,
    month BIGINT NOT NULL,
    application BIGINT NOT NULL,
    region BIGINT NOT NULL,
    drawn_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim),
    UNIQUE (pool, claimant_kind, claimant, county, fund, scheme, month, application),
    CHECK ((claimant_kind = 'person') = (application > 0)),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only claim
CREATE INDEX claim_month ON claim (month, region, pool);

-- The lines of claims. The key is that of the payable: each stands in one claim.
CREATE TABLE claim_line (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('fund', 'account')),
    fund TEXT NOT NULL,
    claim BIGINT NOT NULL,
    nature TEXT NOT NULL CHECK (nature IN ('settlement', 'reversal', 'adjustment')),
    about BIGINT,
    care TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    settled_on BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, part, fund),
    CHECK ((nature = 'settlement') = (about IS NULL)),
    CHECK (nature <> 'settlement' OR amount > 0),
    FOREIGN KEY (pool, claim) REFERENCES claim (pool, claim)
);
-- append-only claim_line
CREATE INDEX claim_line_claim ON claim_line (claim, pool);
CREATE INDEX claim_line_settlement ON claim_line (settlement, pool);
CREATE INDEX claim_line_about ON claim_line (about, pool) WHERE about IS NOT NULL;

-- What was set aside when a month was drawn up, and why.
CREATE TABLE claim_aside (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL,
    fund TEXT NOT NULL,
    month BIGINT NOT NULL,
    institution TEXT NOT NULL,
    region BIGINT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, part, fund, month)
);
-- append-only claim_aside

-- The steps of a claim, each under the signature of the user of its transaction.
CREATE TABLE claim_step (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    step BIGINT NOT NULL CHECK (step > 0),
    kind TEXT NOT NULL CHECK (kind IN ('submitted', 'reviewed', 'decided', 'resolved')),
    user_name TEXT NOT NULL,
    region BIGINT NOT NULL,
    step_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim, step),
    FOREIGN KEY (pool, claim) REFERENCES claim (pool, claim),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only claim_step
CREATE UNIQUE INDEX claim_step_once ON claim_step (claim, kind, pool) WHERE kind <> 'resolved';
-- guard claim_step_user on claim_step insert
--   NOT EXISTS (SELECT 1 FROM tx t WHERE t.pool = NEW.pool AND t.tx = NEW.tx_from AND t.user_name = NEW.user_name)
--   say the step is not signed by the user of the transaction
-- guard claim_step_review on claim_step insert
--   NEW.kind = 'reviewed' AND NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim
--   AND s.kind = 'submitted' AND s.user_name <> NEW.user_name)
--   say a claim is reviewed after it was submitted, by another user
-- guard claim_step_decide on claim_step insert
--   NEW.kind IN ('decided', 'resolved') AND (NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool
--   AND s.claim = NEW.claim AND s.kind = 'reviewed' AND s.user_name <> NEW.user_name)
--   OR NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim
--   AND s.kind = 'submitted' AND s.user_name <> NEW.user_name))
--   say a claim is decided after a review by another user
-- guard claim_step_resolve on claim_step insert
--   NEW.kind = 'resolved' AND NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim
--   AND s.kind = 'decided')
--   say only a decided claim is decided again
-- guard claim_line_open on claim_line insert
--   EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim)
--   say nothing is added to a claim that was submitted

-- What a review or a decision finds against a line.
CREATE TABLE claim_finding (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    step BIGINT NOT NULL,
    place BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('suspend', 'refuse')),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    fault TEXT NOT NULL CHECK (fault IN ('provider', 'person', 'nobody')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim, step, place),
    FOREIGN KEY (pool, claim, step) REFERENCES claim_step (pool, claim, step)
);
-- append-only claim_finding

-- What a second decision says of a suspended line: so much of it is refused, the rest is paid.
CREATE TABLE claim_ruling (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    step BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL,
    refused BIGINT NOT NULL,
    fault TEXT NOT NULL CHECK (fault IN ('provider', 'person', 'nobody')),
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim, step, settlement, part),
    FOREIGN KEY (pool, claim, step) REFERENCES claim_step (pool, claim, step)
);
-- append-only claim_ruling

-- What a decision awards, by part, care and benefit year; recomputed by verify.
CREATE TABLE claim_award (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    step BIGINT NOT NULL,
    part TEXT NOT NULL,
    care TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim, step, part, care, benefit_year),
    FOREIGN KEY (pool, claim, step) REFERENCES claim_step (pool, claim, step)
);
-- append-only claim_award

-- Where a claimant is paid; the latest entry counts.
CREATE TABLE payee (
    pool BIGINT NOT NULL,
    claimant_kind TEXT NOT NULL,
    claimant TEXT NOT NULL,
    region BIGINT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    account TEXT NOT NULL CHECK (account <> ''),
    bank TEXT NOT NULL CHECK (bank <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claimant_kind, claimant, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only payee
-- guard payee_decided on payee insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved')
--   say the account of a payee was not approved

-- Deductions from what a claimant is paid.
CREATE TABLE claim_deduction (
    pool BIGINT NOT NULL,
    deduction BIGINT NOT NULL CHECK (deduction > 0),
    claimant_kind TEXT NOT NULL,
    claimant TEXT NOT NULL,
    county BIGINT NOT NULL,
    fund TEXT NOT NULL,
    scheme TEXT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('audit', 'assessment', 'prepaid', 'agreed')),
    amount BIGINT NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL CHECK (reason <> ''),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_on BIGINT NOT NULL,
    checked_by TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    checked_on BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, deduction),
    CHECK (made_by <> checked_by),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only claim_deduction
CREATE INDEX claim_deduction_claimant ON claim_deduction (claimant, fund, pool);
-- guard claim_deduction_decided on claim_deduction insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved' AND d.maker = NEW.made_by AND d.checker = NEW.checked_by)
--   say the deduction was not approved by its checker

-- The deposit (质量保证金) that is withheld: of one institution, or of all ('' as institution). The latest entry in
-- force counts.
CREATE TABLE deposit_rule (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    institution TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    region BIGINT NOT NULL,
    share TEXT NOT NULL,
    rounding TEXT NOT NULL,
    booking TEXT NOT NULL CHECK (booking IN ('booked', 'noted')),
    article TEXT NOT NULL CHECK (article <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, institution, valid_from, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only deposit_rule

-- Payouts: transfers of one fund that two users let go together.
CREATE TABLE payout (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    payout BIGINT NOT NULL CHECK (payout > 0),
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    booking TEXT NOT NULL CHECK (booking IN ('booked', 'noted')),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_on BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    approved_on BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, payout),
    CHECK (made_by <> approved_by)
);
-- append-only payout
-- guard payout_decided on payout insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved' AND d.maker = NEW.made_by AND d.checker = NEW.approved_by)
--   say the payout was not approved by a second user

-- How the payment of one claimant, county, fund and scheme comes about.
CREATE TABLE payout_sheet (
    pool BIGINT NOT NULL,
    sheet BIGINT NOT NULL CHECK (sheet > 0),
    payout BIGINT NOT NULL,
    claimant_kind TEXT NOT NULL,
    claimant TEXT NOT NULL,
    county BIGINT NOT NULL,
    fund TEXT NOT NULL,
    scheme TEXT NOT NULL,
    region BIGINT NOT NULL,
    approved BIGINT NOT NULL,
    carried_fund BIGINT NOT NULL CHECK (carried_fund <= 0),
    carried_account BIGINT NOT NULL CHECK (carried_account <= 0),
    withheld BIGINT NOT NULL CHECK (withheld >= 0),
    deducted BIGINT NOT NULL CHECK (deducted >= 0),
    net BIGINT NOT NULL CHECK (net >= 0),
    rest_fund BIGINT NOT NULL CHECK (rest_fund <= 0),
    rest_account BIGINT NOT NULL CHECK (rest_account <= 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sheet),
    CHECK (net + rest_fund + rest_account = approved + carried_fund + carried_account - withheld - deducted),
    FOREIGN KEY (pool, payout) REFERENCES payout (pool, payout)
);
-- append-only payout_sheet
CREATE INDEX payout_sheet_claimant ON payout_sheet (claimant, fund, pool);

-- Which decision of which claim a sheet pays: each once, and none without a review and a decision.
CREATE TABLE payout_step (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    step BIGINT NOT NULL,
    sheet BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim, step),
    FOREIGN KEY (pool, claim, step) REFERENCES claim_step (pool, claim, step),
    FOREIGN KEY (pool, sheet) REFERENCES payout_sheet (pool, sheet)
);
-- append-only payout_step
-- guard payout_step_reviewed on payout_step insert
--   NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim AND s.kind = 'reviewed')
--   OR NOT EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim AND s.step = NEW.step
--   AND s.kind IN ('decided', 'resolved'))
--   say nothing is paid without a review and a decision

-- What a sheet took of a deduction.
CREATE TABLE payout_deduction (
    pool BIGINT NOT NULL,
    sheet BIGINT NOT NULL,
    deduction BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sheet, deduction),
    FOREIGN KEY (pool, sheet) REFERENCES payout_sheet (pool, sheet),
    FOREIGN KEY (pool, deduction) REFERENCES claim_deduction (pool, deduction)
);
-- append-only payout_deduction

-- Transfers to the bank; sheet 0 where it pays no sheet (a deposit given back), again where it replaces one that the
-- bank returned.
CREATE TABLE payout_transfer (
    pool BIGINT NOT NULL,
    transfer BIGINT NOT NULL CHECK (transfer > 0),
    payout BIGINT NOT NULL,
    sheet BIGINT NOT NULL,
    again BIGINT,
    region BIGINT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('claim', 'deposit', 'insurer')),
    county BIGINT NOT NULL,
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    bank TEXT NOT NULL,
    note TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, transfer),
    FOREIGN KEY (pool, payout) REFERENCES payout (pool, payout)
);
-- append-only payout_transfer
CREATE INDEX payout_transfer_payout ON payout_transfer (payout, pool);
CREATE UNIQUE INDEX payout_transfer_again ON payout_transfer (again, pool) WHERE again IS NOT NULL;

-- The parts of a transfer: what is paid, and the deposit withheld with it.
CREATE TABLE payout_portion (
    pool BIGINT NOT NULL,
    transfer BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('paid', 'withheld')),
    part TEXT NOT NULL,
    care TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, transfer, kind, part, care, benefit_year),
    FOREIGN KEY (pool, transfer) REFERENCES payout_transfer (pool, transfer)
);
-- append-only payout_portion

-- The file that went to the bank, one a payout.
CREATE TABLE payout_file (
    pool BIGINT NOT NULL,
    payout BIGINT NOT NULL,
    region BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    written_on BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    count BIGINT NOT NULL,
    total BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, payout),
    FOREIGN KEY (pool, payout) REFERENCES payout (pool, payout)
);
-- append-only payout_file

-- What the bank said of a transfer, step by step.
CREATE TABLE payout_answer (
    pool BIGINT NOT NULL,
    transfer BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place > 0),
    state TEXT NOT NULL CHECK (state IN ('paid', 'returned', 'reissued')),
    answered_on BIGINT NOT NULL,
    remark TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, transfer, place),
    FOREIGN KEY (pool, transfer) REFERENCES payout_transfer (pool, transfer)
);
-- append-only payout_answer
-- guard payout_answer_sent on payout_answer insert
--   NOT EXISTS (SELECT 1 FROM payout_transfer t JOIN payout_file f ON f.pool = t.pool AND f.payout = t.payout
--   WHERE t.pool = NEW.pool AND t.transfer = NEW.transfer)
--   say the bank answers only what was sent to it

-- Which document of the books holds what of a transfer (or of a sheet that moves no money: transfer 0).
CREATE TABLE payout_booking (
    pool BIGINT NOT NULL,
    booking BIGINT NOT NULL CHECK (booking > 0),
    transfer BIGINT NOT NULL,
    sheet BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    event TEXT NOT NULL,
    red BIGINT NOT NULL CHECK (red IN (0, 1)),
    amount BIGINT NOT NULL CHECK (amount > 0),
    document TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, booking),
    UNIQUE (pool, document),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only payout_booking
CREATE INDEX payout_booking_transfer ON payout_booking (transfer, pool);

-- Movements of the deposits of claimants.
CREATE TABLE deposit_move (
    pool BIGINT NOT NULL,
    deposit_move BIGINT NOT NULL CHECK (deposit_move > 0),
    claimant_kind TEXT NOT NULL,
    claimant TEXT NOT NULL,
    county BIGINT NOT NULL,
    fund TEXT NOT NULL,
    scheme TEXT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('withheld', 'released', 'forfeited')),
    care TEXT NOT NULL,
    year BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    moved_on BIGINT NOT NULL,
    document TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, deposit_move)
);
-- append-only deposit_move
CREATE INDEX deposit_move_claimant ON deposit_move (claimant, fund, pool);

-- Applications for reimbursement by hand, received by the office of the member's county.
CREATE TABLE reimbursement (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    application BIGINT NOT NULL CHECK (application > 0),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    care_at BIGINT NOT NULL,
    ground TEXT NOT NULL,
    brought_by TEXT NOT NULL CHECK (brought_by <> ''),
    received_by TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, application),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person)
);
-- append-only reimbursement
CREATE UNIQUE INDEX reimbursement_number ON reimbursement (application, pool);

-- The bills of applications: each once in the pooling area, whoever brings it.
CREATE TABLE paper_bill (
    pool BIGINT NOT NULL,
    bill_key TEXT NOT NULL,
    bill_number TEXT NOT NULL,
    bill_place TEXT NOT NULL,
    application BIGINT NOT NULL,
    place BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    bill_on BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bill_key)
);
-- append-only paper_bill
CREATE INDEX paper_bill_number ON paper_bill (bill_number, pool);
CREATE INDEX paper_bill_place ON paper_bill (bill_place, pool);
CREATE INDEX paper_bill_application ON paper_bill (application, pool);

-- On which grounds the pooling area takes such applications, inside (0) and outside (1) the city.
CREATE TABLE paper_ground (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    ground TEXT NOT NULL,
    elsewhere BIGINT NOT NULL CHECK (elsewhere IN (0, 1)),
    article TEXT NOT NULL CHECK (article <> ''),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, ground, elsewhere, tx_from)
);
-- closable paper_ground

-- Rounds of clearing between the counties of the pooling area, for one fund up to a day.
CREATE TABLE clearing_round (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    round BIGINT NOT NULL CHECK (round > 0),
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    until_date BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, round),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only clearing_round
-- guard clearing_round_decided on clearing_round insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved')
--   say the round was not approved by a second user

-- What a member of one county cost in another: each payable is netted in one round.
CREATE TABLE clearing_cost (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    settlement BIGINT NOT NULL,
    part TEXT NOT NULL,
    fund TEXT NOT NULL,
    round BIGINT NOT NULL,
    region BIGINT NOT NULL,
    care_county BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, settlement, part, fund),
    FOREIGN KEY (pool, round) REFERENCES clearing_round (pool, round)
);
-- append-only clearing_cost
CREATE INDEX clearing_cost_round ON clearing_cost (round, pool);

-- How each county stands after a round.
CREATE TABLE clearing_position (
    pool BIGINT NOT NULL,
    round BIGINT NOT NULL,
    region BIGINT NOT NULL,
    owes BIGINT NOT NULL,
    owed BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, round, region),
    CHECK (net = owed - owes),
    FOREIGN KEY (pool, round) REFERENCES clearing_round (pool, round)
);
-- append-only clearing_position

-- The working capital of the hub (周转金), by fund: what it is kept at (target), put in (put), paid to counties that
-- are owed (paid) and called from those that owe (called).
CREATE TABLE clearing_capital (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    move BIGINT NOT NULL CHECK (move > 0),
    fund TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('target', 'put', 'paid', 'called')),
    region BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    round BIGINT,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, move),
    FOREIGN KEY (pool, round) REFERENCES clearing_round (pool, round),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only clearing_capital

-- Cases of care between pooling areas, one a registration; the region is that of the insured or of the institution.
CREATE TABLE cross_case (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    cross_case BIGINT NOT NULL CHECK (cross_case > 0),
    region BIGINT NOT NULL,
    home BIGINT NOT NULL,
    care BIGINT NOT NULL,
    registration TEXT NOT NULL CHECK (registration <> ''),
    opened_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, cross_case),
    UNIQUE (pool, registration),
    CHECK (home <> care)
);
-- append-only cross_case

-- The messages of a case in their order, ours (out) and theirs (in), each once; a message of ours waits in the outbox
-- until it has an answer.
CREATE TABLE cross_message (
    pool BIGINT NOT NULL,
    cross_case BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place > 0),
    way TEXT NOT NULL CHECK (way IN ('out', 'in')),
    kind TEXT NOT NULL CHECK (kind IN ('register', 'admit', 'settle', 'reverse', 'clear')),
    settlement TEXT NOT NULL,
    bill BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, cross_case, place),
    UNIQUE (pool, cross_case, kind, settlement, amount),
    FOREIGN KEY (pool, cross_case) REFERENCES cross_case (pool, cross_case)
);
-- append-only cross_message

-- That the other side has answered a message of ours.
CREATE TABLE cross_answer (
    pool BIGINT NOT NULL,
    cross_case BIGINT NOT NULL,
    place BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, cross_case, place),
    FOREIGN KEY (pool, cross_case, place) REFERENCES cross_message (pool, cross_case, place)
);
-- append-only cross_answer

-- Contracts with commissioned insurers: the clauses as JSON, districts and term beside it. One that ends before its
-- term is written anew; the latest entry counts.
CREATE TABLE insurer_contract (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    contract BIGINT NOT NULL CHECK (contract > 0),
    region BIGINT NOT NULL,
    insurer TEXT NOT NULL CHECK (insurer <> ''),
    layer TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    clauses TEXT NOT NULL,
    document TEXT NOT NULL CHECK (document <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, contract, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only insurer_contract
-- guard insurer_contract_decided on insurer_contract insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved')
--   say the contract was not approved by a second user

-- What the assessment of a year made of the fee of an insurer.
CREATE TABLE insurer_assessment (
    pool BIGINT NOT NULL,
    contract BIGINT NOT NULL,
    year BIGINT NOT NULL,
    region BIGINT NOT NULL,
    score BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    deducted BIGINT NOT NULL,
    rewarded BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, contract, year),
    CHECK (paid = fee - deducted + rewarded),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only insurer_assessment
