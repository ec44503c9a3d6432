-- What of their past rooms show to members, as on SQLite.
CREATE TABLE IF NOT EXISTS room_history (
    room_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    policy  INT         NOT NULL
) ENGINE=InnoDB;
