-- Whose an identity at an OpenID Connect provider is. The id is a hash of issuer and subject.
CREATE TABLE external_logins (
    id       TEXT    PRIMARY KEY,
    user_id  TEXT    NOT NULL,
    provider TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX external_logins_user ON external_logins (user_id);
