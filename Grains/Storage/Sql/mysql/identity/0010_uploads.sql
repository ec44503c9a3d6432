-- Files that were sent to the server, as on SQLite.
CREATE TABLE IF NOT EXISTS uploads (
    id            VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    room_id       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name          VARCHAR(255) NOT NULL,
    size          BIGINT       NOT NULL,
    received      BIGINT       NOT NULL,
    type          VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin,
    width         INT,
    height        INT,
    has_thumbnail INT          NOT NULL DEFAULT 0,
    claim         VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin,
    settled       INT          NOT NULL DEFAULT 0,
    created_at_ms BIGINT       NOT NULL,
    claimed_at_ms BIGINT,
    KEY uploads_age (created_at_ms)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS upload_usage (
    user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    bytes   BIGINT      NOT NULL
) ENGINE=InnoDB;
