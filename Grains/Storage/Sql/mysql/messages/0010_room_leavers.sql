-- What rooms leave to who has left them by themselves, as on SQLite.
CREATE TABLE IF NOT EXISTS room_leavers (
    room_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    policy  INT         NOT NULL
) ENGINE=InnoDB;
