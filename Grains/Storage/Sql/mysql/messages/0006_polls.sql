-- Polls and votes, as on SQLite.
CREATE TABLE IF NOT EXISTS polls (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq        BIGINT      NOT NULL,
    options    INT         NOT NULL,
    multiple   INT         NOT NULL,
    anonymous  INT         NOT NULL,
    closed_seq BIGINT,
    closed_by  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    PRIMARY KEY (room_id, seq)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS poll_votes (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target_seq BIGINT      NOT NULL,
    user_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    choice     INT         NOT NULL,
    seq        BIGINT      NOT NULL,
    PRIMARY KEY (room_id, target_seq, user_id, choice)
) ENGINE=InnoDB;
