-- Every name that a room has or has had, as on SQLite.

CREATE TABLE IF NOT EXISTS room_names (
    name_key VARCHAR(255) NOT NULL PRIMARY KEY,
    room_id  VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO room_names (name_key, room_id)
SELECT r.name_key, r.room_id FROM rooms r WHERE NOT EXISTS (SELECT 1 FROM room_names n WHERE n.name_key = r.name_key);
