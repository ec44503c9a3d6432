-- What rooms leave to who has left them by themselves; a room without a row leaves them nothing.
CREATE TABLE room_leavers (room_id TEXT NOT NULL PRIMARY KEY, policy INTEGER NOT NULL) WITHOUT ROWID;
