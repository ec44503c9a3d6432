-- The names that a room has had: they are given back when it is deleted.
CREATE INDEX room_names_room ON room_names (room_id);
