-- Secrets of this installation, made at first run: name → value.
CREATE TABLE IF NOT EXISTS server_keys (
    name          VARCHAR(100)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    value         VARBINARY(8000) NOT NULL,
    created_at_ms BIGINT          NOT NULL
) ENGINE=InnoDB;
