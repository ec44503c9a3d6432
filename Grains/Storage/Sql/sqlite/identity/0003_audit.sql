-- What somebody may have to account for: rows are added, never changed or removed. Each row's hash is keyed and covers the row and
-- the hash before it; the head is sealed in the same way, so that the last rows cannot be left out.
CREATE TABLE audit_log (
    id         INTEGER PRIMARY KEY,   -- 1, 2, 3 …, without holes
    at_ms      INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    actor      TEXT    NULL,
    target     TEXT    NULL,
    refusal    TEXT    NULL,          -- NULL: it was done
    detail     TEXT    NULL,
    address    TEXT    NULL,
    request_id TEXT    NULL,
    hash       BLOB    NOT NULL
);

CREATE INDEX audit_log_actor ON audit_log (actor, id);
CREATE INDEX audit_log_event ON audit_log (event, id);

CREATE TABLE audit_head (one INTEGER PRIMARY KEY, id INTEGER NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL);
