-- Commissioned insurers at work: which of the claims that they reviewed are looked at again by the agency.

-- Claims drawn for a second look: each once.
CREATE TABLE insurer_sample (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    contract BIGINT NOT NULL,
    month BIGINT NOT NULL,
    region BIGINT NOT NULL,
    drawn_by TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim),
    FOREIGN KEY (pool, claim) REFERENCES claim (pool, claim),
    FOREIGN KEY (pool, drawn_by) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only insurer_sample
CREATE INDEX insurer_sample_contract ON insurer_sample (contract, month, pool);

-- What the second look says.
CREATE TABLE insurer_judgement (
    pool BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    region BIGINT NOT NULL,
    agrees BIGINT NOT NULL CHECK (agrees IN (0, 1)),
    reason TEXT NOT NULL,
    user_name TEXT NOT NULL,
    judged_on BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, claim),
    CHECK (agrees = 1 OR reason <> ''),
    FOREIGN KEY (pool, claim) REFERENCES insurer_sample (pool, claim),
    FOREIGN KEY (pool, user_name) REFERENCES app_user (pool, user_name),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only insurer_judgement
-- guard insurer_judgement_other on insurer_judgement insert
--   EXISTS (SELECT 1 FROM claim_step s WHERE s.pool = NEW.pool AND s.claim = NEW.claim
--   AND s.kind = 'reviewed' AND s.user_name = NEW.user_name)
--   say a review is judged by another user
