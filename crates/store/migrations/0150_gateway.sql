-- Who may speak the provider interface (定点医药机构接口): accounts and keys, and what was heard of them.

-- Accounts of senders (access key or paasid). A dialect without headers has one for each institution, that only
-- names its dialect. A county sees those of its own region.
CREATE TABLE gateway_account (
    pool BIGINT NOT NULL,
    account TEXT NOT NULL CHECK (account <> ''),
    region BIGINT NOT NULL,
    title TEXT NOT NULL,
    profile TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, account, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable gateway_account
CREATE UNIQUE INDEX gateway_account_live ON gateway_account (account, pool) WHERE tx_to = 9223372036854775807;
-- guard gateway_account_decided on gateway_account insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say an account takes a proposal that was approved

-- The institutions that an account may send messages of.
CREATE TABLE gateway_sender (
    pool BIGINT NOT NULL,
    account TEXT NOT NULL,
    institution TEXT NOT NULL CHECK (institution <> ''),
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, account, institution, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable gateway_sender
CREATE UNIQUE INDEX gateway_sender_live ON gateway_sender (institution, account, pool) WHERE tx_to = 9223372036854775807;

-- Keys: the secret of an account; the SM2 public key and the SM4 key of an institution; the SM2 private key of the
-- platform. Secret ones are encrypted under the key file, so that neither the database nor a backup holds them open.
CREATE TABLE gateway_key (
    pool BIGINT NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('secret', 'sm2_public', 'sm4', 'sm2_private')),
    region BIGINT NOT NULL,
    kept BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, owner, kind, tx_from),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable gateway_key
CREATE UNIQUE INDEX gateway_key_live ON gateway_key (owner, kind, pool) WHERE tx_to = 9223372036854775807;

-- Operators of institutions who signed in (9001).
CREATE TABLE gateway_sign (
    pool BIGINT NOT NULL,
    sign BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL,
    operator TEXT NOT NULL,
    mac TEXT NOT NULL,
    ip TEXT NOT NULL,
    msgid TEXT NOT NULL,
    digest TEXT NOT NULL,
    signed_in BIGINT NOT NULL,
    day BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sign),
    UNIQUE (pool, institution, msgid, digest),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only gateway_sign

-- And who signed out again (9002).
CREATE TABLE gateway_sign_out (
    pool BIGINT NOT NULL,
    sign BIGINT NOT NULL,
    signed_out BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sign),
    FOREIGN KEY (pool, sign) REFERENCES gateway_sign (pool, sign),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only gateway_sign_out

-- Files that institutions uploaded (9101), or that lie ready for them (9102); those of 'plc' for every one of them.
CREATE TABLE gateway_file (
    pool BIGINT NOT NULL,
    file BIGINT NOT NULL,
    region BIGINT NOT NULL,
    institution TEXT NOT NULL,
    filename TEXT NOT NULL,
    msgid TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    content BYTEA NOT NULL,
    uploaded BIGINT NOT NULL,
    until BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, file),
    UNIQUE (pool, institution, msgid, digest),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only gateway_file
CREATE INDEX gateway_file_uploaded ON gateway_file (institution, uploaded, pool);

-- What was heard within the window of time: a digest of what serves one message only, and which message it was.
-- Not knowledge: it is forgotten when its time is over.
CREATE TABLE gateway_mark (
    pool BIGINT NOT NULL,
    mark BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (pool, mark)
);
CREATE INDEX gateway_mark_until ON gateway_mark (until, pool);

-- The latest end of a mark that was forgotten: older messages cannot be told from replays any more.
CREATE TABLE gateway_horizon (
    pool BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (pool)
);

-- When an institution was last heard, kept once a minute.
CREATE TABLE gateway_contact (
    pool BIGINT NOT NULL,
    institution TEXT NOT NULL,
    region BIGINT NOT NULL,
    heard BIGINT NOT NULL,
    PRIMARY KEY (pool, institution)
);
