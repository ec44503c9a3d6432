-- Codes and links that are good once. Kept as keyed hashes; swept some time after they have expired.
CREATE TABLE one_time_codes (
    id            TEXT    PRIMARY KEY,
    purpose       TEXT    NOT NULL,
    subject       TEXT    NOT NULL,   -- user id; empty: nobody's, a code that cannot be right
    address       TEXT    NOT NULL,   -- kind and address it was sent to; empty: none
    code_hash     TEXT    NOT NULL,
    link_hash     TEXT    NOT NULL,   -- empty: no link
    attempts      INTEGER NOT NULL,
    max_attempts  INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    spent_at_ms   INTEGER,
    spent_by      TEXT                -- the call that has spent it
) WITHOUT ROWID;

CREATE INDEX one_time_codes_address ON one_time_codes (purpose, address, created_at_ms);
CREATE INDEX one_time_codes_subject ON one_time_codes (purpose, subject);
CREATE INDEX one_time_codes_expiry ON one_time_codes (expires_at_ms);

-- Addresses that users have claimed, and whose each is: the first to show a code.
CREATE TABLE contacts (user_id TEXT NOT NULL, address TEXT NOT NULL, added_at_ms INTEGER NOT NULL, PRIMARY KEY (user_id, address)) WITHOUT ROWID;
CREATE TABLE verified_contacts (address TEXT PRIMARY KEY, user_id TEXT NOT NULL, verified_at_ms INTEGER NOT NULL) WITHOUT ROWID;

-- Messages that wait to be sent. The text is encrypted: there are codes in it. A row goes when it was sent or is too old.
CREATE TABLE outbox (
    id             TEXT    PRIMARY KEY,
    address        TEXT    NOT NULL,   -- kind and address; empty: to nobody, dropped instead of sent
    content        BLOB    NOT NULL,
    due_at_ms      INTEGER NOT NULL,   -- also the end of the lease of the silo that is sending it
    attempts       INTEGER NOT NULL,
    expires_at_ms  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (due_at_ms);
