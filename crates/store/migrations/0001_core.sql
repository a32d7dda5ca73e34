-- The axis of knowledge, numbers, batches and the event feed.
--
-- Of all migrations: primary keys begin with (pool, bucket), for rows are placed by them. Other indexes end
-- with them: an index that began with the pool would fit every question of every pool, and an engine that has
-- no statistics yet would take any of them, and read the whole table for each row of a bulk load.

-- Pooling areas (统筹区).
CREATE TABLE pool (
    pool BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (pool)
);

-- The next number of each sequence. The row of 'tx' is taken first by every transaction and held to
-- its commit, so that transactions of one pooling area come one after the other.
CREATE TABLE sequence (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    name TEXT NOT NULL,
    next BIGINT NOT NULL CHECK (next > 0),
    PRIMARY KEY (pool, name)
);

-- Who did what, when and why: the axis of knowledge and the trail of writes.
CREATE TABLE tx (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    tx BIGINT NOT NULL,
    wall BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    role TEXT NOT NULL,
    region BIGINT NOT NULL,
    command TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (pool, tx)
);
-- append-only tx

-- A file taken in, or a run over many records. The key is what makes the same command find it again.
CREATE TABLE batch (
    pool BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    batch_key TEXT NOT NULL,
    total BIGINT,
    done BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'finished')),
    tx_from BIGINT NOT NULL,
    tx_last BIGINT NOT NULL,
    PRIMARY KEY (pool, batch),
    UNIQUE (pool, kind, batch_key),
    CHECK (done = taken + refused),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx),
    FOREIGN KEY (pool, tx_last) REFERENCES tx (pool, tx)
);
-- guard batch_finished on batch update
--   OLD.state = 'finished' OR NEW.done < OLD.done OR NEW.kind <> OLD.kind OR NEW.batch_key <> OLD.batch_key
--   say a finished batch is not changed
-- guard batch_keep on batch delete
--   1 = 1
--   say batch is never deleted from

-- Rows of a batch that were not taken, or taken with a remark.
CREATE TABLE batch_row (
    pool BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    line BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('refused', 'remarked')),
    code TEXT NOT NULL,
    shown TEXT NOT NULL,
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, batch, line),
    FOREIGN KEY (pool, batch) REFERENCES batch (pool, batch)
);
-- append-only batch_row

-- What later parts read: versioned, append-only.
CREATE TABLE event (
    pool BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (pool, seq),
    FOREIGN KEY (pool, tx) REFERENCES tx (pool, tx)
);
-- append-only event
