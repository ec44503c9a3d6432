-- Requests that must not be done twice. A row goes when it has expired.
CREATE TABLE IF NOT EXISTS idempotency_keys (
    id             CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- SHA-256 of owner and key, hex
    owner          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,             -- user id
    fingerprint    CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,             -- SHA-256 of the request, hex
    attempt        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,             -- whose turn it is
    lease_until_ms BIGINT      NOT NULL,                                                   -- then it is anybody's turn
    answer         MEDIUMBLOB  NULL,                                                       -- sealed; null: it is under way
    expires_at_ms  BIGINT      NOT NULL,
    KEY idempotency_keys_owner (owner, expires_at_ms),
    KEY idempotency_keys_expiry (expires_at_ms)
) ENGINE=InnoDB;
