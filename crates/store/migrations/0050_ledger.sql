-- The funds' books: documents, entries, legs, memo register, closings, and what they are held to.

-- A document: the linked entries and memo records of one event. An id may have several parts, such as a mirror.
-- It was approved by a decision on a proposal, or by the steps of a case of fund control (guards in 0060).
CREATE TABLE ledger_document (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    document TEXT NOT NULL,
    part BIGINT NOT NULL CHECK (part > 0),
    region BIGINT NOT NULL,
    event BIGINT NOT NULL CHECK (event BETWEEN 1 AND 40),
    variant TEXT NOT NULL,
    value_date BIGINT NOT NULL,
    book_date BIGINT NOT NULL,
    maker TEXT NOT NULL,
    checker TEXT NOT NULL,
    proposal BIGINT,
    fund_case BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, document, part),
    CHECK (maker <> checker),
    CHECK ((proposal IS NULL) <> (fund_case IS NULL)),
    CHECK (value_date <= book_date),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only ledger_document
CREATE INDEX ledger_document_case ON ledger_document (fund_case, pool) WHERE fund_case IS NOT NULL;
-- guard ledger_document_decided on ledger_document insert
--   NEW.proposal IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved' AND d.maker = NEW.maker AND d.checker = NEW.checker)
--   say the document was not approved by its checker

-- The source documents that a document rests on, each with the hash of its file.
CREATE TABLE ledger_evidence (
    pool BIGINT NOT NULL,
    document TEXT NOT NULL,
    part BIGINT NOT NULL,
    line BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    digest BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, document, part, line),
    FOREIGN KEY (pool, document, part) REFERENCES ledger_document (pool, document, part)
);
-- append-only ledger_evidence
CREATE INDEX ledger_evidence_reference ON ledger_evidence (kind, reference, pool);

-- An entry of one tier, fund and book, with its link in the hash chain of the book.
CREATE TABLE ledger_entry (
    pool BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    document TEXT NOT NULL,
    part BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    book TEXT NOT NULL CHECK (book IN ('agency', 'fiscal', 'treasury')),
    fund_year BIGINT NOT NULL,
    event BIGINT NOT NULL,
    value_date BIGINT NOT NULL,
    book_date BIGINT NOT NULL,
    reverses BIGINT,
    chain BIGINT NOT NULL CHECK (chain > 0),
    link BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, entry),
    UNIQUE (pool, book, chain),
    UNIQUE (pool, reverses),
    FOREIGN KEY (pool, document, part) REFERENCES ledger_document (pool, document, part),
    FOREIGN KEY (pool, reverses) REFERENCES ledger_entry (pool, entry),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only ledger_entry
CREATE INDEX ledger_entry_document ON ledger_entry (document, part, pool);
-- guard ledger_entry_year on ledger_entry insert
--   NEW.fund_year <> NEW.book_date / 10000
--   say the entry is of another year than the day it is booked on
-- guard ledger_entry_part on ledger_entry insert
--   NOT EXISTS (SELECT 1 FROM ledger_document d WHERE d.pool = NEW.pool AND d.document = NEW.document
--   AND d.part = NEW.part AND d.event = NEW.event AND d.value_date = NEW.value_date
--   AND d.book_date = NEW.book_date AND d.tx_from = NEW.tx_from)
--   say the entry differs from its document

-- A leg: one line of an entry, in fen; negative is red letter. Entry's dimensions are repeated for sums.
CREATE TABLE ledger_leg (
    pool BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    leg BIGINT NOT NULL CHECK (leg > 0),
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    book TEXT NOT NULL,
    event BIGINT NOT NULL,
    book_date BIGINT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
    account BIGINT NOT NULL CHECK (account BETWEEN 100 AND 5999),
    sub TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    benefit_year BIGINT NOT NULL,
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    bank TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, entry, leg),
    FOREIGN KEY (pool, entry) REFERENCES ledger_entry (pool, entry)
);
-- append-only ledger_leg
CREATE INDEX ledger_leg_account ON ledger_leg (fund, book, region, account, book_date, pool);
-- guard ledger_leg_entry on ledger_leg insert
--   NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.pool = NEW.pool AND e.entry = NEW.entry
--   AND e.region = NEW.region AND e.fund = NEW.fund AND e.book = NEW.book AND e.event = NEW.event
--   AND e.book_date = NEW.book_date AND e.tx_from = NEW.tx_from)
--   say the leg differs from its entry

-- The memo register: known, but not in the books on the cash basis. Settled by a negative record; chained by hash.
CREATE TABLE ledger_memo (
    pool BIGINT NOT NULL,
    memo BIGINT NOT NULL,
    document TEXT NOT NULL,
    part BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    book_date BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    benefit_year BIGINT NOT NULL,
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    link BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, memo),
    FOREIGN KEY (pool, document, part) REFERENCES ledger_document (pool, document, part),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only ledger_memo

-- Turnover of a month for each unit that has a balance: a cache that verify computes again from the legs.
CREATE TABLE ledger_balance (
    pool BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    book TEXT NOT NULL,
    account BIGINT NOT NULL,
    sub TEXT NOT NULL,
    benefit_year BIGINT NOT NULL,
    party_kind TEXT NOT NULL,
    party TEXT NOT NULL,
    bank TEXT NOT NULL,
    month BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (pool, region, fund, book, account, sub, benefit_year, party_kind, party, bank, month)
);

-- Closed periods of a set of books, with the head of the chain of the book at the close.
CREATE TABLE ledger_close (
    pool BIGINT NOT NULL,
    region BIGINT NOT NULL,
    fund TEXT NOT NULL,
    book TEXT NOT NULL,
    until_date BIGINT NOT NULL,
    chain BIGINT NOT NULL,
    link BYTEA NOT NULL,
    balances BYTEA NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, region, fund, book, until_date),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only ledger_close
-- guard ledger_close_order on ledger_close insert
--   EXISTS (SELECT 1 FROM ledger_close c WHERE c.pool = NEW.pool AND c.region = NEW.region
--   AND c.fund = NEW.fund AND c.book = NEW.book AND c.until_date >= NEW.until_date)
--   say the period is closed already
-- guard ledger_close_decided on ledger_close insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = 'approved')
--   say the close was not approved
-- guard ledger_entry_closed on ledger_entry insert
--   EXISTS (SELECT 1 FROM ledger_close c WHERE c.pool = NEW.pool AND c.region = NEW.region
--   AND c.fund = NEW.fund AND c.book = NEW.book AND c.until_date >= NEW.book_date)
--   say the period is closed

-- Bank accounts of the funds by the names that agencies give them, and who keeps them.
CREATE TABLE ledger_bank (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    bank TEXT NOT NULL,
    region BIGINT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('cash', 'income', 'fiscal', 'expenditure', 'treasury')),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bank, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable ledger_bank

-- The switch of 2026: from which day a fund keeps premiums of later years as received in advance.
CREATE TABLE ledger_switch (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    fund TEXT NOT NULL,
    ahead_from BIGINT NOT NULL,
    filing TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, fund, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable ledger_switch
