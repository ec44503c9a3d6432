-- Keys that sign tokens. value: PKCS#8 (ES256, RS256) or the secret (HS256). A key is published when it is made; it signs from signs_from_ms
-- (null: not decided) until the next one does, and checks until its last token has run out (tokens_until_ms: of those issued for longer than usual).
CREATE TABLE token_keys (
    id              TEXT PRIMARY KEY,
    algorithm       TEXT    NOT NULL,
    value           BLOB    NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    signs_from_ms   INTEGER,
    tokens_until_ms INTEGER NOT NULL DEFAULT 0,
    retired_at_ms   INTEGER
) WITHOUT ROWID;
