-- Incoming webhooks: addresses at which programs post into a room, each as a bot of its own.
CREATE TABLE hooks (
    id              TEXT    NOT NULL PRIMARY KEY,
    room_id         TEXT    NOT NULL,
    user_id         TEXT    NOT NULL, -- the bot
    name            TEXT    NOT NULL,
    secret_hash     TEXT    NOT NULL,
    created_by      TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    last_used_at_ms INTEGER           -- to the minute; NULL: never
) WITHOUT ROWID;

CREATE INDEX hooks_room ON hooks (room_id);
