-- Requests that must not be done twice. A row goes when it has expired.
CREATE TABLE idempotency_keys (
    id             TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of owner and key, hex
    owner          TEXT    NOT NULL,             -- user id
    fingerprint    TEXT    NOT NULL,             -- SHA-256 of the request, hex
    attempt        TEXT    NOT NULL,             -- whose turn it is
    lease_until_ms INTEGER NOT NULL,             -- then it is anybody's turn
    answer         BLOB,                         -- sealed; null: it is under way
    expires_at_ms  INTEGER NOT NULL
);

CREATE INDEX idempotency_keys_owner ON idempotency_keys (owner, expires_at_ms);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at_ms);
