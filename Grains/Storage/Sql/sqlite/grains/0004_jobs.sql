-- Work that outlives whoever asked for it. Payload and result are sealed. A row goes when it has expired.
CREATE TABLE jobs (
    id              TEXT    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    open_key        TEXT,               -- of a job that has not ended: there is one of each
    owner           TEXT,               -- user id
    priority        INTEGER NOT NULL,   -- 0 comes first
    state           TEXT    NOT NULL,   -- pending, started, retry, success, failure, cancelled
    due_at_ms       INTEGER,            -- when somebody may take it; of a started one the end of the lease; null: it has ended
    fence           INTEGER NOT NULL,   -- grows with every attempt
    attempts        INTEGER NOT NULL,   -- begun since it was enqueued or requeued
    max_attempts    INTEGER NOT NULL,
    first_wait_ms   INTEGER NOT NULL,
    longest_wait_ms INTEGER NOT NULL,
    payload         BLOB    NOT NULL,
    done            INTEGER NOT NULL,
    total           INTEGER NOT NULL,   -- 0: not known
    worker          TEXT,
    result          BLOB,
    error           TEXT,
    created_at_ms   INTEGER NOT NULL,
    started_at_ms   INTEGER,
    ended_at_ms     INTEGER,
    expires_at_ms   INTEGER             -- null: it has not ended
);

CREATE INDEX jobs_due ON jobs (priority, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE UNIQUE INDEX jobs_open_key ON jobs (open_key) WHERE open_key IS NOT NULL;
CREATE INDEX jobs_owner ON jobs (owner, created_at_ms) WHERE owner IS NOT NULL;
CREATE INDEX jobs_expiry ON jobs (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
