-- What somebody may have to account for: rows are added, never changed or removed. Each row's hash is keyed and covers the row and
-- the hash before it; the head is sealed in the same way, so that the last rows cannot be left out.
CREATE TABLE IF NOT EXISTS audit_log (
    id         BIGINT       NOT NULL PRIMARY KEY, -- 1, 2, 3 …, without holes
    at_ms      BIGINT       NOT NULL,
    event      VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    actor      VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    target     VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    refusal    VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, -- NULL: it was done
    detail     VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    address    VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    request_id VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    hash       BINARY(32)   NOT NULL,
    KEY audit_log_actor (actor, id),
    KEY audit_log_event (event, id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS audit_head (
    one  INT        NOT NULL PRIMARY KEY,
    id   BIGINT     NOT NULL,
    hash BINARY(32) NOT NULL,
    seal BINARY(32) NOT NULL
) ENGINE=InnoDB;
