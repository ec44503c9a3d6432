-- What was done to messages since they were posted, as on SQLite.

CREATE TABLE IF NOT EXISTS message_states (
    room_id        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq            BIGINT NOT NULL,
    edits          INT    NOT NULL DEFAULT 0,
    edited_seq     BIGINT,
    replies        INT    NOT NULL DEFAULT 0,
    last_reply_seq BIGINT,
    pinned_seq     BIGINT,
    pinned_by      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    PRIMARY KEY (room_id, seq),
    KEY message_states_pinned (room_id, pinned_seq)
) ENGINE=InnoDB;

INSERT INTO message_states (room_id, seq, edits, edited_seq)
SELECT e.room_id, e.target_seq, COUNT(*), MAX(e.seq) FROM room_events e
WHERE e.kind = 'messageEdited' AND e.target_seq IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM message_states s WHERE s.room_id = e.room_id AND s.seq = e.target_seq)
GROUP BY e.room_id, e.target_seq;

CREATE TABLE IF NOT EXISTS message_reactions (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target_seq BIGINT      NOT NULL,
    emoji      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    user_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq        BIGINT      NOT NULL,
    PRIMARY KEY (room_id, target_seq, emoji, user_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS message_mentions (
    user_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    room_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq       BIGINT      NOT NULL,
    sender_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (user_id, room_id, seq),
    KEY message_mentions_message (room_id, seq)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS thread_people (
    room_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    root_seq BIGINT      NOT NULL,
    user_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (room_id, root_seq, user_id),
    KEY thread_people_user (room_id, user_id, root_seq)
) ENGINE=InnoDB;
