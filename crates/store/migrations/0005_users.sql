-- Users, the roles they hold, four eyes, sessions, and the trail of who saw and did what.

-- Which role holds which permission; brought in line with the program by every migration.
CREATE TABLE role_permission (
    role TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
);

-- Roles that one user may not hold in one region at one time; both directions.
CREATE TABLE role_apart (
    role TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (role, other)
);

-- Users, by their real names and staff numbers: one account a person, none that is shared.
CREATE TABLE app_user (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    user_name TEXT NOT NULL,
    real_name TEXT NOT NULL CHECK (real_name <> ''),
    staff_no TEXT NOT NULL CHECK (staff_no <> ''),
    organisation TEXT NOT NULL,
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, user_name),
    UNIQUE (pool, staff_no),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only app_user

-- Users who have left: from that day on they do not sign in. Coming back needs another account.
CREATE TABLE app_leave (
    pool BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    left_on BIGINT NOT NULL,
    reason TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, user_name),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only app_leave

-- Password hashes (Argon2id, PHC text). An initial one lets its user do nothing but choose another.
CREATE TABLE app_password (
    pool BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    hash TEXT NOT NULL,
    initial BIGINT NOT NULL CHECK (initial IN (0, 1)),
    set_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, user_name, tx_from),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable app_password
CREATE UNIQUE INDEX app_password_live ON app_password (user_name, pool) WHERE tx_to = 9223372036854775807;

-- Roles held: where, from when until when. Revocation closes the row.
CREATE TABLE app_grant (
    pool BIGINT NOT NULL,
    grant_no BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    role TEXT NOT NULL,
    region BIGINT NOT NULL,
    region_last BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, grant_no),
    CHECK (region <= region_last),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable app_grant
CREATE INDEX app_grant_user ON app_grant (user_name, pool);
-- guard app_grant_role on app_grant insert
--   NOT EXISTS (SELECT 1 FROM role_permission r WHERE r.role = NEW.role)
--   say the role is not known
-- guard app_grant_apart on app_grant insert
--   EXISTS (SELECT 1 FROM app_grant g JOIN role_apart a ON a.role = NEW.role AND a.other = g.role
--   WHERE g.pool = NEW.pool AND g.user_name = NEW.user_name AND g.tx_to = 9223372036854775807
--   AND g.valid_from <= NEW.valid_to AND NEW.valid_from <= g.valid_to
--   AND g.region <= NEW.region_last AND NEW.region <= g.region_last)
--   say the user holds a role that is kept apart from this one

-- What one user proposes and another decides. The body is JSON of what is proposed.
CREATE TABLE proposal (
    pool BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    needs TEXT NOT NULL,
    region BIGINT NOT NULL,
    subject BIGINT NOT NULL,
    body TEXT NOT NULL,
    maker TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, proposal),
    UNIQUE (pool, proposal, maker),
    FOREIGN KEY (pool, maker) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only proposal
CREATE INDEX proposal_subject ON proposal (kind, subject, pool);
-- guard proposal_maker on proposal insert
--   NOT EXISTS (SELECT 1 FROM tx t WHERE t.pool = NEW.pool AND t.tx = NEW.tx_from AND t.user_name = NEW.maker)
--   say the maker is not the user of the transaction
-- guard proposal_needs on proposal insert
--   NOT EXISTS (SELECT 1 FROM role_permission r WHERE r.permission = NEW.needs)
--   say the permission that the checker must hold is not known

-- The decision on a proposal: one, by another user, who holds a live grant of the right role and region.
CREATE TABLE decision (
    pool BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected')),
    reason TEXT NOT NULL,
    maker TEXT NOT NULL,
    checker TEXT NOT NULL,
    grant_no BIGINT NOT NULL,
    decided_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, proposal),
    CHECK (checker <> maker),
    FOREIGN KEY (pool, proposal, maker) REFERENCES proposal (pool, proposal, maker),
    FOREIGN KEY (pool, grant_no) REFERENCES app_grant (pool, grant_no),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only decision
-- guard decision_checker on decision insert
--   NOT EXISTS (SELECT 1 FROM tx t WHERE t.pool = NEW.pool AND t.tx = NEW.tx_from AND t.user_name = NEW.checker)
--   say the checker is not the user of the transaction
-- guard decision_grant on decision insert
--   NOT EXISTS (SELECT 1 FROM app_grant g WHERE g.pool = NEW.pool AND g.grant_no = NEW.grant_no
--   AND g.user_name = NEW.checker AND g.tx_to = 9223372036854775807
--   AND g.valid_from <= NEW.decided_on AND NEW.decided_on <= g.valid_to)
--   say the checker does not hold this grant today
-- guard decision_role on decision insert
--   NOT EXISTS (SELECT 1 FROM proposal p JOIN app_grant g ON g.pool = p.pool
--   JOIN role_permission r ON r.role = g.role AND r.permission = p.needs
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND g.grant_no = NEW.grant_no)
--   say the checker's role may not decide this proposal
-- guard decision_region on decision insert
--   NOT EXISTS (SELECT 1 FROM proposal p JOIN app_grant g ON g.pool = p.pool
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND g.grant_no = NEW.grant_no
--   AND p.region BETWEEN g.region AND g.region_last)
--   say the proposal is of another region than the checker's

-- Users who signed in. The token itself is not kept, only its SHA-256.
CREATE TABLE app_session (
    pool BIGINT NOT NULL,
    token BYTEA NOT NULL,
    user_name TEXT NOT NULL,
    grant_no BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    revoked BIGINT,
    PRIMARY KEY (pool, token),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, grant_no) REFERENCES app_grant (pool, grant_no)
);
CREATE INDEX app_session_user ON app_session (user_name, pool);
-- guard app_session_ended on app_session update
--   OLD.revoked IS NOT NULL OR NEW.grant_no <> OLD.grant_no OR NEW.user_name <> OLD.user_name OR NEW.opened <> OLD.opened
--   say a revoked session does not come back, and a session keeps its user
-- guard app_session_keep on app_session delete
--   1 = 1
--   say app_session is never deleted from

-- Who saw what, who tried what: a chain of hashes. Writes are in tx besides. A county reads its own users' acts.
CREATE TABLE trail (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    number BIGINT NOT NULL,
    wall BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    role TEXT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL,
    command TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    tx BIGINT NOT NULL,
    link BYTEA NOT NULL,
    PRIMARY KEY (pool, number)
);
-- append-only trail
CREATE INDEX trail_user ON trail (user_name, wall, pool);

-- Runs of sealing: every transaction behind the run before, up to this one, was sealed. The digest is over the
-- seals of the run, and stands in the trail too.
CREATE TABLE seal_run (
    pool BIGINT NOT NULL,
    run BIGINT NOT NULL,
    tx_after BIGINT NOT NULL,
    tx_upto BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, run),
    CHECK (tx_after <= tx_upto),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only seal_run

-- What a transaction wrote into a table: the first eight bytes of the hash of each row, in the order of the key.
CREATE TABLE seal (
    pool BIGINT NOT NULL,
    series TEXT NOT NULL,
    tx BIGINT NOT NULL,
    run BIGINT NOT NULL,
    marks BYTEA NOT NULL,
    PRIMARY KEY (pool, series, tx),
    FOREIGN KEY (pool, run) REFERENCES seal_run (pool, run)
);
-- append-only seal
