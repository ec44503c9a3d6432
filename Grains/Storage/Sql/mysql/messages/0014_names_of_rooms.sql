-- The names that a room has had: they are given back when it is deleted.
ALTER TABLE room_names ADD KEY room_names_room (room_id);
