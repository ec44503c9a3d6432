-- The event log and what must agree with it. One transaction moves a room's head and adds its events.

CREATE TABLE log_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO log_meta (name, value) VALUES ('epoch', lower(hex(randomblob(8))));

-- The fence: an append moves the head from exactly where the writer believes it to be.
CREATE TABLE room_heads (
    room_id       TEXT    NOT NULL PRIMARY KEY,
    last_seq      INTEGER NOT NULL,
    message_count INTEGER NOT NULL,
    epoch         TEXT    NOT NULL
) WITHOUT ROWID;

CREATE TABLE room_events (
    room_id    TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    sender_id  TEXT    NOT NULL,
    client_id  TEXT,                -- on the first event of a command only
    at_ms      INTEGER NOT NULL,
    n          INTEGER NOT NULL,
    target_seq INTEGER,             -- the message that an edit or a deletion is about
    payload    TEXT,                -- JSON by kind and version; NULL once erased
    PRIMARY KEY (room_id, seq)
) WITHOUT ROWID;

CREATE UNIQUE INDEX room_events_client ON room_events (room_id, sender_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX room_events_target ON room_events (room_id, target_seq) WHERE target_seq IS NOT NULL;

CREATE TABLE rooms (
    room_id       TEXT    NOT NULL PRIMARY KEY,
    name_key      TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    visibility    INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Who is, or was, a member, from which event until which. until_seq NULL: still.
CREATE TABLE room_members (
    room_id   TEXT    NOT NULL,
    user_id   TEXT    NOT NULL,
    from_seq  INTEGER NOT NULL,
    until_seq INTEGER,
    role      INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id, from_seq)
) WITHOUT ROWID;

CREATE INDEX room_members_user ON room_members (user_id, until_seq, room_id);
