-- What is good once and has been spent. A row matters until until_ms, when nobody takes the token any more.
CREATE TABLE spent_tokens (
    id       TEXT PRIMARY KEY,
    attempt  TEXT    NOT NULL,
    until_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX spent_tokens_until ON spent_tokens (until_ms);
