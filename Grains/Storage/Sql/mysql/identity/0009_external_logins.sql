-- Whose an identity at an OpenID Connect provider is. The id is a hash of issuer and subject.
CREATE TABLE IF NOT EXISTS external_logins (
    id       CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    provider VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms    BIGINT      NOT NULL,
    KEY external_logins_user (user_id)
) ENGINE=InnoDB;
