-- From what was collected into the statutory books.

-- A run takes what a county collected in the transactions after from_tx up to to_tx. Runs of a county lie
-- end to end, so every payment and every subsidy comes into the books once.
CREATE TABLE posting_run (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    run BIGINT NOT NULL,
    region BIGINT NOT NULL,
    from_tx BIGINT NOT NULL,
    to_tx BIGINT NOT NULL,
    book_date BIGINT NOT NULL,
    voucher TEXT NOT NULL,
    digest BYTEA NOT NULL,
    cash BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, run),
    CHECK (from_tx < to_tx),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only posting_run
CREATE INDEX posting_run_region ON posting_run (region, to_tx, pool);
-- guard posting_run_end_to_end on posting_run insert
--   NEW.from_tx <> COALESCE((SELECT MAX(r.to_tx) FROM posting_run r WHERE r.pool = NEW.pool AND r.region = NEW.region), 0)
--   say a run begins where the last one of the county ended

-- The documents that a run asks for, each proposed by itself; a rejected one is proposed again in a later row.
-- refused says why one that waits for money could not be booked when it was asked for.
CREATE TABLE posting_item (
    pool BIGINT NOT NULL,
    run BIGINT NOT NULL,
    place BIGINT NOT NULL,
    region BIGINT NOT NULL,
    event BIGINT NOT NULL,
    variant TEXT NOT NULL,
    fund TEXT NOT NULL,
    value_date BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    proposal BIGINT NOT NULL,
    follows BIGINT,
    refused TEXT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, run, place),
    UNIQUE (pool, proposal),
    UNIQUE (pool, run, follows),
    FOREIGN KEY (pool, run) REFERENCES posting_run (pool, run),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal)
);
-- append-only posting_item
