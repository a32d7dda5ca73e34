-- Cards and other credentials: their life, the bank side, forms, checks at each contact.

-- Forms of card business as they were scanned (业务档案), kept once by their number.
CREATE TABLE card_form (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    form TEXT NOT NULL CHECK (form <> ''),
    region BIGINT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    digest TEXT NOT NULL CHECK (digest <> ''),
    content BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, form),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only card_form
CREATE INDEX card_form_region ON card_form (region, pool);

-- Cards. A number is given once and to one person; the region is that of the record when the card was made.
CREATE TABLE card (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    card TEXT NOT NULL CHECK (card <> ''),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    generation TEXT NOT NULL CHECK (generation IN ('old', 'present')),
    replaces TEXT,
    batch BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, card),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only card
CREATE UNIQUE INDEX card_number ON card (card, pool);
CREATE INDEX card_person ON card (person, pool);
CREATE INDEX card_batch ON card (batch, pool) WHERE batch IS NOT NULL;
CREATE INDEX card_region ON card (region, pool);

-- The steps of a card, each with its reason, the place that took it and its archived form.
CREATE TABLE card_step (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    card TEXT NOT NULL,
    step BIGINT NOT NULL CHECK (step > 0),
    state TEXT NOT NULL CHECK (state IN ('made', 'handed_over', 'active', 'lost', 'replaced', 'cancelled')),
    step_on BIGINT NOT NULL,
    region BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    form TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, card, step),
    CHECK ((step = 1) = (state = 'made')),
    FOREIGN KEY (pool, bucket, card) REFERENCES card (pool, bucket, card),
    FOREIGN KEY (pool, form) REFERENCES card_form (pool, form),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only card_step
-- guard card_step_order on card_step insert
--   NEW.step > 1 AND NOT EXISTS (SELECT 1 FROM card_step s WHERE s.pool = NEW.pool AND s.bucket = NEW.bucket
--   AND s.card = NEW.card AND s.step = NEW.step - 1 AND s.step_on <= NEW.step_on)
--   say the steps of a card follow each other
-- guard card_step_end on card_step insert
--   EXISTS (SELECT 1 FROM card_step s WHERE s.pool = NEW.pool AND s.bucket = NEW.bucket
--   AND s.card = NEW.card AND s.state IN ('replaced', 'cancelled'))
--   say a card that was replaced or cancelled takes no step

-- The bank side of a card: submitted, opened or returned with the bank's reason, and again. It goes its own way.
CREATE TABLE card_bank (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    card TEXT NOT NULL,
    turn BIGINT NOT NULL CHECK (turn > 0),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'opened', 'returned')),
    reason TEXT,
    exchange BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, card, turn),
    CHECK ((state = 'returned') = (reason IS NOT NULL)),
    FOREIGN KEY (pool, bucket, card) REFERENCES card (pool, bucket, card),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only card_bank
CREATE INDEX card_bank_exchange ON card_bank (exchange, pool);
-- guard card_bank_turn on card_bank insert
--   (NEW.state = 'submitted') = EXISTS (SELECT 1 FROM card_bank b WHERE b.pool = NEW.pool AND b.bucket = NEW.bucket
--   AND b.card = NEW.card AND b.turn = NEW.turn - 1 AND b.state = 'submitted')
--   say the bank answers once to each submission

-- Other credentials linked to a person, such as a resident health card.
CREATE TABLE credential_link (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    link BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL CHECK (value <> ''),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    form TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, link, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, form) REFERENCES card_form (pool, form),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable credential_link
CREATE INDEX credential_link_value ON credential_link (value, kind, pool) WHERE tx_to = 9223372036854775807;
CREATE INDEX credential_link_person ON credential_link (person, pool) WHERE tx_to = 9223372036854775807;
-- guard credential_link_one on credential_link insert
--   EXISTS (SELECT 1 FROM credential_link l WHERE l.pool = NEW.pool AND l.kind = NEW.kind AND l.value = NEW.value
--   AND l.tx_to = 9223372036854775807 AND l.link <> NEW.link AND l.valid_from <= NEW.valid_to AND l.valid_to >= NEW.valid_from)
--   say a credential is of one person at a time

-- E-vouchers: tokens that live for some minutes. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE voucher (
    pool BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    nonce TEXT NOT NULL CHECK (nonce <> ''),
    person BIGINT NOT NULL,
    region BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, bucket, nonce),
    CHECK (issued < expires),
    FOREIGN KEY (pool, bucket, person) REFERENCES person (pool, bucket, person),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only voucher
CREATE UNIQUE INDEX voucher_nonce ON voucher (nonce, pool);

-- Checks of credentials at each contact, passed or not: the number as shown, masked; the person, or the refusal.
-- The region is that of the place that asked.
CREATE TABLE credential_check (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    check_no BIGINT NOT NULL,
    region BIGINT NOT NULL,
    place TEXT NOT NULL,
    contact TEXT NOT NULL,
    kind TEXT NOT NULL,
    shown TEXT NOT NULL,
    checked_on BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    person BIGINT,
    code TEXT,
    reason TEXT,
    article TEXT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, check_no),
    CHECK ((person IS NULL) = (code IS NOT NULL)),
    CHECK ((code IS NULL) = (reason IS NULL)),
    FOREIGN KEY (pool, person) REFERENCES person (pool, person),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only credential_check
CREATE INDEX credential_check_place ON credential_check (place, checked_on, pool);
CREATE INDEX credential_check_person ON credential_check (person, checked_on, pool) WHERE person IS NOT NULL;

-- Agreements with the banks that make and serve cards, decided by a second person.
CREATE TABLE bank_agreement (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    agreement BIGINT NOT NULL,
    region BIGINT NOT NULL,
    bank TEXT NOT NULL CHECK (bank <> ''),
    selection TEXT NOT NULL CHECK (selection <> ''),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    form TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, agreement),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, form) REFERENCES card_form (pool, form),
    FOREIGN KEY (pool, proposal) REFERENCES decision (pool, proposal)
);
-- append-only bank_agreement
CREATE INDEX bank_agreement_region ON bank_agreement (region, pool);

-- Self-checks of the quality and safety of cards: each item with its result and its evidence.
CREATE TABLE card_inspection (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    inspection BIGINT NOT NULL,
    item BIGINT NOT NULL,
    region BIGINT NOT NULL,
    inspected_on BIGINT NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    finding TEXT NOT NULL,
    form TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, inspection, item),
    CHECK (passed = 1 OR finding <> ''),
    FOREIGN KEY (pool, form) REFERENCES card_form (pool, form),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only card_inspection
CREATE INDEX card_inspection_region ON card_inspection (region, pool);
