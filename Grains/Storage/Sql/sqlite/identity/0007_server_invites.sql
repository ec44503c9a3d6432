-- Invites to the server. Codes are kept as hashes: they are random and long enough.
CREATE TABLE server_invites (
    id            TEXT    PRIMARY KEY,
    code_hash     TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL,
    uses          INTEGER NOT NULL,
    uses_left     INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
) WITHOUT ROWID;

CREATE INDEX server_invites_age ON server_invites (created_at_ms);
