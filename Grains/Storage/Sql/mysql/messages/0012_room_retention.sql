-- How long rooms keep messages, and how far it is seen to, as on SQLite.
CREATE TABLE IF NOT EXISTS room_retention (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    days       INT         NULL,
    looked_seq BIGINT      NOT NULL DEFAULT 0,
    due_at_ms  BIGINT      NULL,
    turn       BIGINT      NOT NULL DEFAULT 0,
    KEY room_retention_due (due_at_ms)
) ENGINE=InnoDB;
