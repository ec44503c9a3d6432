-- What else follows from the log, as on SQLite.

CREATE TABLE IF NOT EXISTS room_settings (
    room_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    topic     VARCHAR(1000) NOT NULL DEFAULT '',
    slow_mode INT NOT NULL DEFAULT 0,
    archived  INT NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS room_bans (
    room_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    banned_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms     BIGINT      NOT NULL,
    PRIMARY KEY (room_id, user_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS room_invites (
    invite_id     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    room_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret_hash   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role          INT         NOT NULL,
    max_uses      INT         NOT NULL,
    uses          INT         NOT NULL,
    expires_at_ms BIGINT      NOT NULL,
    created_by    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at_ms BIGINT      NOT NULL,
    revoked_seq   BIGINT,
    KEY room_invites_room (room_id, created_at_ms)
) ENGINE=InnoDB;
