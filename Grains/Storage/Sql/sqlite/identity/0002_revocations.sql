-- The feed of ended sessions, read by number. One row per session: writing it again is harmless.
CREATE TABLE revocations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT    NOT NULL UNIQUE,
    until_ms   INTEGER NOT NULL,   -- from then on no access token of it is within its own time
    at_ms      INTEGER NOT NULL
);

CREATE INDEX revocations_until ON revocations (until_ms);
