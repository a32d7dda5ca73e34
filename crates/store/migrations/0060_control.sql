-- Fund control: what walks a chain of approval, what is owed to the fund, statements from outside and their clearing.

-- A case: a budget, a permit, a request for money, an upload, a publication …, and what it is about as JSON.
CREATE TABLE fund_case (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    fund_case BIGINT NOT NULL,
    chain TEXT NOT NULL,
    kind TEXT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    fund_year BIGINT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, fund_case),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fund_case
CREATE INDEX fund_case_kind ON fund_case (kind, fund_year, region, pool);

-- The steps of a case, one after the other, each by another user than the one before; no stage is a rejection.
CREATE TABLE fund_step (
    pool BIGINT NOT NULL,
    fund_case BIGINT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    stage TEXT,
    user_name TEXT NOT NULL,
    role TEXT NOT NULL,
    region BIGINT NOT NULL,
    step_on BIGINT NOT NULL,
    due_on BIGINT,
    amount BIGINT,
    document TEXT,
    note TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, fund_case, seq),
    UNIQUE (pool, fund_case, stage),
    FOREIGN KEY (pool, fund_case) REFERENCES fund_case (pool, fund_case),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fund_step
-- guard fund_step_user on fund_step insert
--   NOT EXISTS (SELECT 1 FROM tx t WHERE t.pool = NEW.pool AND t.tx = NEW.tx_from AND t.user_name = NEW.user_name)
--   say the one who takes the step is not the user of the transaction
-- guard fund_step_order on fund_step insert
--   NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM fund_step s WHERE s.pool = NEW.pool
--   AND s.fund_case = NEW.fund_case AND s.seq = NEW.seq - 1 AND s.stage IS NOT NULL)
--   say a step was skipped, or the case was rejected
-- guard fund_step_same on fund_step insert
--   EXISTS (SELECT 1 FROM fund_step s WHERE s.pool = NEW.pool AND s.fund_case = NEW.fund_case
--   AND s.seq = NEW.seq - 1 AND s.user_name = NEW.user_name)
--   say the same user took the step before
-- guard fund_step_grant on fund_step insert
--   NOT EXISTS (SELECT 1 FROM app_grant g JOIN fund_case c ON c.pool = g.pool
--   WHERE g.pool = NEW.pool AND g.user_name = NEW.user_name AND g.role = NEW.role AND g.region = NEW.region
--   AND g.tx_to = 9223372036854775807 AND g.valid_from <= NEW.step_on AND NEW.step_on <= g.valid_to
--   AND c.fund_case = NEW.fund_case AND c.region BETWEEN g.region AND g.region_last)
--   say the user holds no such role over the region of the case
-- guard fund_step_amount on fund_step insert
--   EXISTS (SELECT 1 FROM fund_step s WHERE s.pool = NEW.pool AND s.fund_case = NEW.fund_case
--   AND s.seq = NEW.seq - 1 AND s.amount IS NOT NULL AND NEW.amount IS NOT NULL AND NEW.amount > s.amount)
--   say the amount of a case never grows

-- What a case books is booked in the transaction of a step; its maker and its checker both took steps, in this order.
-- guard ledger_document_stepped on ledger_document insert
--   NEW.fund_case IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fund_step s
--   JOIN fund_step m ON m.pool = s.pool AND m.fund_case = s.fund_case AND m.user_name = NEW.maker
--   JOIN fund_step c ON c.pool = s.pool AND c.fund_case = s.fund_case AND c.user_name = NEW.checker
--   WHERE s.pool = NEW.pool AND s.fund_case = NEW.fund_case AND s.tx_from = NEW.tx_from AND s.stage IS NOT NULL
--   AND m.seq < c.seq AND c.seq <= s.seq)
--   say the document was not approved by the steps of its case

-- The lines of a version of a budget or of final accounts.
CREATE TABLE budget_line (
    pool BIGINT NOT NULL,
    fund_case BIGINT NOT NULL,
    code TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('income', 'spending')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    basis TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, fund_case, code),
    FOREIGN KEY (pool, fund_case) REFERENCES fund_case (pool, fund_case)
);
-- append-only budget_line

-- What was promised on a line and not yet paid: positive when promised, negative when paid or given up.
CREATE TABLE budget_commitment (
    pool BIGINT NOT NULL,
    commitment BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    fund_year BIGINT NOT NULL,
    code TEXT NOT NULL,
    amount BIGINT NOT NULL,
    document TEXT NOT NULL CHECK (document <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, commitment),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only budget_commitment
CREATE INDEX budget_commitment_line ON budget_commitment (fund_year, fund, region, code, pool);

-- What has an account of its own beside the books: receivables, memo items (E38, E39), the counties' parts of the risk
-- fund, working capital, deposits and bonds.
CREATE TABLE fund_item (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    item BIGINT NOT NULL,
    ledger TEXT NOT NULL CHECK (ledger IN ('receivable', 'memo', 'risk', 'revolving', 'holding')),
    kind TEXT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    fund_year BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, item),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fund_item
CREATE INDEX fund_item_ledger ON fund_item (ledger, region, fund, pool);

-- What moved such an account. Only what the platform raises itself, and what falls away again with red letter, comes
-- without a case; everything else is written in the transaction in which a second user takes a step of the case.
CREATE TABLE fund_movement (
    pool BIGINT NOT NULL,
    movement BIGINT NOT NULL,
    item BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    moved_on BIGINT NOT NULL,
    document TEXT NOT NULL CHECK (document <> ''),
    fund_case BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, movement),
    FOREIGN KEY (pool, item) REFERENCES fund_item (pool, item),
    FOREIGN KEY (pool, fund_case) REFERENCES fund_case (pool, fund_case),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fund_movement
CREATE INDEX fund_movement_item ON fund_movement (item, pool);
-- guard fund_movement_case on fund_movement insert
--   NEW.fund_case IS NULL AND NEW.kind NOT IN ('raised', 'cancelled')
--   say a movement needs the case behind it
-- guard fund_movement_cancelled on fund_movement insert
--   NEW.kind = 'cancelled' AND (NEW.fund_case IS NOT NULL OR NOT EXISTS (SELECT 1 FROM ledger_entry e
--   JOIN fund_item i ON i.pool = e.pool AND i.region = e.region AND i.fund = e.fund
--   WHERE e.pool = NEW.pool AND e.tx_from = NEW.tx_from AND e.reverses IS NOT NULL
--   AND i.item = NEW.item AND i.ledger = 'receivable' AND i.kind = 'deficit'))
--   say only a deficit falls away, with red letter of its own tier
-- guard fund_movement_cancelled_more on fund_movement insert
--   NEW.kind = 'cancelled' AND (NEW.amount < 0 OR NEW.amount > (SELECT COALESCE(CAST(SUM(CASE WHEN m.kind = 'raised' THEN m.amount
--   ELSE -m.amount END) AS BIGINT), 0) FROM fund_movement m WHERE m.pool = NEW.pool AND m.item = NEW.item
--   AND m.document = NEW.document AND m.kind IN ('raised', 'cancelled')))
--   say more falls away than the document raised
-- guard fund_movement_second on fund_movement insert
--   NEW.fund_case IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fund_step s WHERE s.pool = NEW.pool
--   AND s.fund_case = NEW.fund_case AND s.tx_from = NEW.tx_from AND s.seq > 1 AND s.stage IS NOT NULL)
--   say a movement is written with the step of a second user

-- Reports that were handed in.
CREATE TABLE fund_report (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    region BIGINT NOT NULL,
    report TEXT NOT NULL,
    period_end BIGINT NOT NULL,
    handed_in_on BIGINT NOT NULL,
    digest TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, region, report, period_end),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only fund_report

-- Statements from outside: of banks, of finance, of the treasury, of the tax office.
CREATE TABLE outside_statement (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    statement BIGINT NOT NULL,
    region BIGINT NOT NULL,
    pair TEXT NOT NULL,
    fund TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    from_on BIGINT NOT NULL,
    until_on BIGINT NOT NULL,
    opening BIGINT NOT NULL,
    closing BIGINT NOT NULL,
    digest TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, statement),
    UNIQUE (pool, digest),
    CHECK (from_on <= until_on),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only outside_statement
CREATE INDEX outside_statement_account ON outside_statement (bank_account, until_on, pool);

-- Their lines, as they came.
CREATE TABLE outside_line (
    pool BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    line BIGINT NOT NULL,
    line_on BIGINT NOT NULL,
    serial TEXT NOT NULL,
    amount BIGINT NOT NULL,
    balance BIGINT,
    county BIGINT,
    for_year BIGINT,
    words TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, statement, line),
    FOREIGN KEY (pool, statement) REFERENCES outside_statement (pool, statement)
);
-- append-only outside_line

-- Which lines belong together: side, then entry and leg, or statement and line. Each belongs to one group at most.
CREATE TABLE reconcile_link (
    pool BIGINT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('book', 'statement')),
    record BIGINT NOT NULL,
    part BIGINT NOT NULL,
    link_group BIGINT NOT NULL,
    found_by TEXT NOT NULL CHECK (found_by IN ('key', 'amount', 'hand')),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, side, record, part),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only reconcile_link
CREATE INDEX reconcile_link_group ON reconcile_link (link_group, pool);

-- Lines that found no partner, and what is wrong with them.
CREATE TABLE reconcile_exception (
    pool BIGINT NOT NULL,
    exception BIGINT NOT NULL,
    region BIGINT NOT NULL,
    bank_account TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('book', 'statement')),
    record BIGINT NOT NULL,
    part BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    line_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, exception),
    UNIQUE (pool, side, record, part),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only reconcile_exception

-- What became of an exception: explained by one user, cleared by another.
CREATE TABLE reconcile_step (
    pool BIGINT NOT NULL,
    exception BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('explained', 'cleared')),
    user_name TEXT NOT NULL,
    step_on BIGINT NOT NULL,
    note TEXT NOT NULL CHECK (note <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, exception, state),
    FOREIGN KEY (pool, exception) REFERENCES reconcile_exception (pool, exception),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only reconcile_step
-- guard reconcile_step_same on reconcile_step insert
--   NEW.state = 'cleared' AND NOT EXISTS (SELECT 1 FROM reconcile_step s WHERE s.pool = NEW.pool
--   AND s.exception = NEW.exception AND s.state = 'explained' AND s.user_name <> NEW.user_name)
--   say who explains a difference does not clear it
-- guard reconcile_step_user on reconcile_step insert
--   NOT EXISTS (SELECT 1 FROM tx t WHERE t.pool = NEW.pool AND t.tx = NEW.tx_from AND t.user_name = NEW.user_name)
--   say the one who takes the step is not the user of the transaction
