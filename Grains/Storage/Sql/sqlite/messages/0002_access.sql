-- What else follows from the log: settings that were changed, bans, invites. Written in the transactions of the log.

-- Rooms without a row have no topic, no slow mode and are not archived.
CREATE TABLE room_settings (
    room_id     TEXT    NOT NULL PRIMARY KEY,
    topic       TEXT    NOT NULL DEFAULT '',
    slow_mode   INTEGER NOT NULL DEFAULT 0, -- seconds
    archived    INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE room_bans (
    room_id    TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    banned_by  TEXT    NOT NULL,
    at_ms      INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;

CREATE TABLE room_invites (
    invite_id     TEXT    NOT NULL PRIMARY KEY,
    room_id       TEXT    NOT NULL,
    secret_hash   TEXT    NOT NULL,
    role          INTEGER NOT NULL,
    max_uses      INTEGER NOT NULL,
    uses          INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL,
    revoked_seq   INTEGER              -- NULL: not revoked
) WITHOUT ROWID;

CREATE INDEX room_invites_room ON room_invites (room_id, created_at_ms);
