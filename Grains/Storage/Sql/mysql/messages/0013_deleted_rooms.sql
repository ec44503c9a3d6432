-- Rooms that were deleted, as on SQLite.
CREATE TABLE IF NOT EXISTS deleted_rooms (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    deleted_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms      BIGINT      NOT NULL,
    done_at_ms BIGINT      NULL,
    KEY deleted_rooms_open (done_at_ms)
) ENGINE=InnoDB;
