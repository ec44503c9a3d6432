-- Sessions that have ended, in the order in which it was written: what frontends follow. A row matters until until_ms, when no
-- access token of the session can be valid any more.
CREATE TABLE IF NOT EXISTS revocations (
    id         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    session_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    until_ms   BIGINT      NOT NULL,
    at_ms      BIGINT      NOT NULL,
    UNIQUE KEY revocations_session (session_id),
    KEY revocations_until (until_ms)
) ENGINE=InnoDB;
