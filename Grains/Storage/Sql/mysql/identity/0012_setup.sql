-- The link by which the first administrator is made, as on SQLite.
CREATE TABLE IF NOT EXISTS server_setup (
    id           INT      NOT NULL PRIMARY KEY,
    token_hash   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    issued_at_ms BIGINT,
    closed_at_ms BIGINT
) ENGINE=InnoDB;

INSERT INTO server_setup (id) SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM server_setup);
