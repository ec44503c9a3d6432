-- Incoming webhooks, as on SQLite.
CREATE TABLE IF NOT EXISTS hooks (
    id              VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    room_id         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name            VARCHAR(255) NOT NULL,
    secret_hash     VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_by      VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at_ms   BIGINT       NOT NULL,
    last_used_at_ms BIGINT,
    KEY hooks_room (room_id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
