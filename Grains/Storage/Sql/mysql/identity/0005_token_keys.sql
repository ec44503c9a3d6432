-- Keys that sign tokens. value: PKCS#8 (ES256, RS256) or the secret (HS256). A key is published when it is made; it signs from signs_from_ms
-- (null: not decided) until the next one does, and checks until its last token has run out (tokens_until_ms: of those issued for longer than usual).
CREATE TABLE IF NOT EXISTS token_keys (
    id              VARCHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    algorithm       VARCHAR(16)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value           VARBINARY(8000) NOT NULL,
    created_at_ms   BIGINT          NOT NULL,
    signs_from_ms   BIGINT          NULL,
    tokens_until_ms BIGINT          NOT NULL DEFAULT 0,
    retired_at_ms   BIGINT          NULL
) ENGINE=InnoDB;
