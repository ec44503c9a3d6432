-- What messages said that a moderator has deleted with others, for as long as that can be undone, as on SQLite.
CREATE TABLE IF NOT EXISTS deleted_payloads (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_seq  BIGINT      NOT NULL,
    target_seq BIGINT      NOT NULL,
    batch_seq  BIGINT      NOT NULL,
    sender_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms      BIGINT      NOT NULL,
    payload    MEDIUMTEXT  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (room_id, event_seq),
    KEY deleted_payloads_message (room_id, target_seq),
    KEY deleted_payloads_batch (room_id, batch_seq),
    KEY deleted_payloads_age (at_ms)
) ENGINE=InnoDB;
