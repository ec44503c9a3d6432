-- Work that outlives whoever asked for it. Payload and result are sealed. A row goes when it has expired.
CREATE TABLE IF NOT EXISTS jobs (
    id              VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    kind            VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    open_key        VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,     -- of a job that has not ended: there is one of each
    owner           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,     -- user id
    priority        TINYINT      NOT NULL, -- 0 comes first
    state           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- pending, started, retry, success, failure, cancelled
    due_at_ms       BIGINT       NULL,     -- when somebody may take it; of a started one the end of the lease; null: it has ended
    fence           BIGINT       NOT NULL, -- grows with every attempt
    attempts        INT          NOT NULL, -- begun since it was enqueued or requeued
    max_attempts    INT          NOT NULL,
    first_wait_ms   BIGINT       NOT NULL,
    longest_wait_ms BIGINT       NOT NULL,
    payload         MEDIUMBLOB   NOT NULL,
    done            BIGINT       NOT NULL,
    total           BIGINT       NOT NULL, -- 0: not known
    worker          VARCHAR(128) CHARACTER SET utf8mb4 NULL,
    result          MEDIUMBLOB   NULL,
    error           VARCHAR(200) CHARACTER SET utf8mb4 NULL,
    created_at_ms   BIGINT       NOT NULL,
    started_at_ms   BIGINT       NULL,
    ended_at_ms     BIGINT       NULL,
    expires_at_ms   BIGINT       NULL,     -- null: it has not ended
    UNIQUE KEY jobs_open_key (open_key),
    KEY jobs_due (priority, due_at_ms),
    KEY jobs_owner (owner, created_at_ms),
    KEY jobs_expiry (expires_at_ms)
) ENGINE=InnoDB;
