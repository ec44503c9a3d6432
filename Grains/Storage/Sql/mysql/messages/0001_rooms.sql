-- The event log and what must agree with it, as on SQLite. Ids and keys are compared byte by byte; utf8mb4_bin and ascii_bin
-- ignore trailing spaces, which none of our ids and keys has.

CREATE TABLE IF NOT EXISTS log_meta (
    name  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    value VARCHAR(100) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO log_meta (name, value) VALUES ('epoch', LOWER(LEFT(REPLACE(UUID(), '-', ''), 16))) ON DUPLICATE KEY UPDATE name = name;

CREATE TABLE IF NOT EXISTS room_heads (
    room_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    last_seq      BIGINT      NOT NULL,
    message_count BIGINT      NOT NULL,
    epoch         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS room_events (
    room_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq        BIGINT      NOT NULL,
    kind       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version    INT         NOT NULL,
    sender_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    at_ms      BIGINT      NOT NULL,
    n          BIGINT      NOT NULL,
    target_seq BIGINT,
    payload    MEDIUMTEXT  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    PRIMARY KEY (room_id, seq),
    UNIQUE KEY room_events_client (room_id, sender_id, client_id),
    KEY room_events_target (room_id, target_seq)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS rooms (
    room_id       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    name_key      VARCHAR(255) NOT NULL,
    name          VARCHAR(255) NOT NULL,
    title         VARCHAR(500) NOT NULL,
    visibility    INT          NOT NULL,
    created_by    VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at_ms BIGINT       NOT NULL,
    UNIQUE KEY rooms_name (name_key)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS room_members (
    room_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_seq  BIGINT      NOT NULL,
    until_seq BIGINT,
    role      INT         NOT NULL,
    PRIMARY KEY (room_id, user_id, from_seq),
    KEY room_members_user (user_id, until_seq, room_id)
) ENGINE=InnoDB;
