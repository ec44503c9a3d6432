-- What was done to messages since they were posted: a message without a row is as it was posted. Written in the transactions of the log,
-- so that a page of messages as they are now costs the same however much was done to them.

CREATE TABLE message_states (
    room_id        TEXT    NOT NULL,
    seq            INTEGER NOT NULL,
    edits          INTEGER NOT NULL DEFAULT 0,
    edited_seq     INTEGER,                    -- the last edit
    replies        INTEGER NOT NULL DEFAULT 0, -- ever posted in the thread that it is the root of
    last_reply_seq INTEGER,
    pinned_seq     INTEGER,                    -- NULL: not pinned
    pinned_by      TEXT,
    PRIMARY KEY (room_id, seq)
) WITHOUT ROWID;

CREATE INDEX message_states_pinned ON message_states (room_id, pinned_seq) WHERE pinned_seq IS NOT NULL;

INSERT INTO message_states (room_id, seq, edits, edited_seq)
SELECT room_id, target_seq, COUNT(*), MAX(seq) FROM room_events WHERE kind = 'messageEdited' AND target_seq IS NOT NULL GROUP BY room_id, target_seq;

-- Who reacts to what, now.
CREATE TABLE message_reactions (
    room_id    TEXT    NOT NULL,
    target_seq INTEGER NOT NULL,
    emoji      TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of the event
    PRIMARY KEY (room_id, target_seq, emoji, user_id)
) WITHOUT ROWID;

-- Whom a message mentions, as its text is now. user_id '': everybody in the room.
CREATE TABLE message_mentions (
    user_id   TEXT    NOT NULL,
    room_id   TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    sender_id TEXT    NOT NULL,
    PRIMARY KEY (user_id, room_id, seq)
) WITHOUT ROWID;

CREATE INDEX message_mentions_message ON message_mentions (room_id, seq);

-- Who takes part in a thread: whose message is its root, and who has answered in it.
CREATE TABLE thread_people (
    room_id  TEXT    NOT NULL,
    root_seq INTEGER NOT NULL,
    user_id  TEXT    NOT NULL,
    PRIMARY KEY (room_id, root_seq, user_id)
) WITHOUT ROWID;

CREATE INDEX thread_people_user ON thread_people (room_id, user_id, root_seq);
