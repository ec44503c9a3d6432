-- Files that were sent to the server, until they are erased. Which message has one is in the log.
CREATE TABLE uploads (
    id            TEXT    NOT NULL PRIMARY KEY,
    user_id       TEXT    NOT NULL,
    room_id       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    received      INTEGER NOT NULL, -- bytes that are on disk for sure
    type          TEXT,             -- NULL: not all is there yet
    width         INTEGER,
    height        INTEGER,
    has_thumbnail INTEGER NOT NULL DEFAULT 0,
    claim         TEXT,             -- the one command that may post it; NULL: none yet
    settled       INTEGER NOT NULL DEFAULT 0, -- 1: a message has it for sure
    created_at_ms INTEGER NOT NULL,
    claimed_at_ms INTEGER
) WITHOUT ROWID;

CREATE INDEX uploads_age ON uploads (created_at_ms);

-- Bytes of all uploads of a user, also of those that are not finished.
CREATE TABLE upload_usage (user_id TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
