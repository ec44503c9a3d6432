-- The index of messages: follows from the log, and may be thrown away.

-- How far each room is indexed. The position moves in the transaction that writes what lies before it, and from exactly where its
-- writer believes it to be.
CREATE TABLE search_rooms (
    room_id TEXT    NOT NULL PRIMARY KEY,
    seq     INTEGER NOT NULL,
    epoch   TEXT    NOT NULL
) WITHOUT ROWID;

-- One row for each message that has text. Ids grow with the time of the message, so that the newest are found first.
CREATE TABLE search_messages (
    id        INTEGER NOT NULL PRIMARY KEY,
    room_id   TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    sender_id TEXT    NOT NULL,
    at_ms     INTEGER NOT NULL,
    has       INTEGER NOT NULL,
    tokens    TEXT    NOT NULL,
    UNIQUE (room_id, seq)
);

CREATE INDEX search_messages_room ON search_messages (room_id, id);
CREATE INDEX search_messages_sender ON search_messages (sender_id, id);

CREATE VIRTUAL TABLE search_tokens USING fts5(tokens, content = 'search_messages', content_rowid = 'id', tokenize = "unicode61 tokenchars '_'");

-- What is deleted is overwritten in the index, not only marked.
INSERT INTO search_tokens (search_tokens, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER search_messages_insert AFTER INSERT ON search_messages BEGIN
    INSERT INTO search_tokens (rowid, tokens) VALUES (new.id, new.tokens);
END;

CREATE TRIGGER search_messages_delete AFTER DELETE ON search_messages BEGIN
    INSERT INTO search_tokens (search_tokens, rowid, tokens) VALUES ('delete', old.id, old.tokens);
END;

CREATE TRIGGER search_messages_update AFTER UPDATE ON search_messages BEGIN
    INSERT INTO search_tokens (search_tokens, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO search_tokens (rowid, tokens) VALUES (new.id, new.tokens);
END;
