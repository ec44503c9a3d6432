-- What is good once and has been spent. A row matters until until_ms, when nobody takes the token any more.
CREATE TABLE IF NOT EXISTS spent_tokens (
    id       VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    attempt  VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    until_ms BIGINT       NOT NULL,
    KEY spent_tokens_until (until_ms)
) ENGINE=InnoDB;
