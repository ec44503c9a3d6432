-- The index of messages, as on SQLite. Tokens are letters, digits and _ of ASCII, three or more: what every server indexes with its default settings.

CREATE TABLE IF NOT EXISTS search_rooms (
    room_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    seq     BIGINT      NOT NULL,
    epoch   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS search_messages (
    id        BIGINT      NOT NULL PRIMARY KEY,
    room_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq       BIGINT      NOT NULL,
    sender_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms     BIGINT      NOT NULL,
    has       INT         NOT NULL,
    tokens    MEDIUMTEXT  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    UNIQUE KEY search_messages_seq (room_id, seq),
    KEY search_messages_room (room_id, id),
    KEY search_messages_sender (sender_id, id),
    FULLTEXT KEY search_messages_tokens (tokens)
) ENGINE=InnoDB;
