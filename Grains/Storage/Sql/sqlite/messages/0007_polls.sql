-- Polls that are in messages, and who has chosen what, now. Written in the transactions of the log; gone with the message.
CREATE TABLE polls (
    room_id    TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of the message
    options    INTEGER NOT NULL, -- how many
    multiple   INTEGER NOT NULL,
    anonymous  INTEGER NOT NULL,
    closed_seq INTEGER,          -- NULL: open
    closed_by  TEXT,
    PRIMARY KEY (room_id, seq)
) WITHOUT ROWID;

CREATE TABLE poll_votes (
    room_id    TEXT    NOT NULL,
    target_seq INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    choice     INTEGER NOT NULL, -- place of the answer, from 0
    seq        INTEGER NOT NULL, -- of the event
    PRIMARY KEY (room_id, target_seq, user_id, choice)
) WITHOUT ROWID;
