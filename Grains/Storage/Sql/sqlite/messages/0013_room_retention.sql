-- How long rooms keep messages, and how far it is seen to. A room without a row has the server's rule, and nobody has looked at it yet.
CREATE TABLE room_retention (
    room_id    TEXT    NOT NULL PRIMARY KEY,
    days       INTEGER,                    -- NULL: the server's rule; 0: for ever
    looked_seq INTEGER NOT NULL DEFAULT 0, -- every message up to it is deleted, or stays because it is pinned
    due_at_ms  INTEGER,                    -- when to look again; NULL: there is nothing to look for
    turn       INTEGER NOT NULL DEFAULT 0  -- grows with every change: who has looked writes only if nothing has changed meanwhile
) WITHOUT ROWID;

CREATE INDEX room_retention_due ON room_retention (due_at_ms) WHERE due_at_ms IS NOT NULL;
