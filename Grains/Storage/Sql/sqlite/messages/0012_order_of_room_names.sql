-- Names by the order in which they came, so that what is new can be read without what is known. One writer: numbers come in the order of commits.
CREATE TABLE room_names_in_order (n INTEGER PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL);

INSERT INTO room_names_in_order (name_key, room_id) SELECT name_key, room_id FROM room_names;

DROP TABLE room_names;
ALTER TABLE room_names_in_order RENAME TO room_names;
