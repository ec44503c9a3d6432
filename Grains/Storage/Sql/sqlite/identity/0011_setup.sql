-- The link by which the first administrator is made: one row. Kept as a hash: the token is random and long enough.
CREATE TABLE server_setup (
    id           INTEGER PRIMARY KEY,
    token_hash   TEXT,    -- null: no link counts
    issued_at_ms INTEGER, -- null: there never was one
    closed_at_ms INTEGER  -- there was an administrator by then: no link counts any more
);

INSERT INTO server_setup (id) VALUES (1);
