-- Which message has which file; written in the transactions of the log. What else is known of a file is in the message.
CREATE TABLE room_files (
    file_id TEXT    NOT NULL PRIMARY KEY,
    room_id TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    erased  INTEGER NOT NULL DEFAULT 0 -- 1: the message was deleted; the row goes when the bytes are gone
) WITHOUT ROWID;

CREATE INDEX room_files_message ON room_files (room_id, seq);
CREATE INDEX room_files_erased ON room_files (file_id) WHERE erased = 1;
