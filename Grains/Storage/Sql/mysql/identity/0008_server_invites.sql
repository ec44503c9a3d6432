-- Invites to the server. Codes are kept as hashes: they are random and long enough.
CREATE TABLE IF NOT EXISTS server_invites (
    id            VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    code_hash     CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    uses          INT         NOT NULL,
    uses_left     INT         NOT NULL,
    created_by    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at_ms BIGINT      NOT NULL,
    expires_at_ms BIGINT      NOT NULL,
    revoked_at_ms BIGINT      NULL,
    UNIQUE KEY server_invites_code (code_hash),
    KEY server_invites_age (created_at_ms)
) ENGINE=InnoDB;
