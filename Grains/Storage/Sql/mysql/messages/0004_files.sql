-- Which message has which file, as on SQLite.
CREATE TABLE IF NOT EXISTS room_files (
    file_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    room_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq     BIGINT      NOT NULL,
    erased  INT         NOT NULL DEFAULT 0,
    KEY room_files_message (room_id, seq),
    KEY room_files_erased (erased, file_id)
) ENGINE=InnoDB;
