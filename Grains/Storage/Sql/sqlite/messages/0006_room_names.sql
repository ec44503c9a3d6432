-- Every name that a room has or has had: it leads to that room for ever, and is given to no other.
CREATE TABLE room_names (name_key TEXT NOT NULL PRIMARY KEY, room_id TEXT NOT NULL) WITHOUT ROWID;

INSERT INTO room_names (name_key, room_id) SELECT name_key, room_id FROM rooms;
