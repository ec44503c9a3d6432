-- Files in the store that nobody knows, as on SQLite.
CREATE TABLE IF NOT EXISTS unknown_files (
    id          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    found_at_ms BIGINT      NOT NULL
) ENGINE=InnoDB;
