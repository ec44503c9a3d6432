-- What of their past rooms show to members; a room without a row shows all of it.
CREATE TABLE room_history (room_id TEXT NOT NULL PRIMARY KEY, policy INTEGER NOT NULL) WITHOUT ROWID;
