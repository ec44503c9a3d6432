-- Rooms that were deleted: their ids are given to no other, and nothing brings them back. Kept for ever; nothing else is.
CREATE TABLE deleted_rooms (
    room_id    TEXT    NOT NULL PRIMARY KEY,
    deleted_by TEXT    NOT NULL,
    at_ms      INTEGER NOT NULL,
    done_at_ms INTEGER           -- NULL: there may be something left to erase
) WITHOUT ROWID;

CREATE INDEX deleted_rooms_open ON deleted_rooms (room_id) WHERE done_at_ms IS NULL;
