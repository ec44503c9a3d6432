-- Codes and links that are good once. Kept as keyed hashes; swept some time after they have expired.
CREATE TABLE IF NOT EXISTS one_time_codes (
    id            VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    purpose       VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- user id; empty: nobody's, a code that cannot be right
    address       VARCHAR(280) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- kind and address it was sent to; empty: none
    code_hash     CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    link_hash     VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- empty: no link
    attempts      INT          NOT NULL,
    max_attempts  INT          NOT NULL,
    created_at_ms BIGINT       NOT NULL,
    expires_at_ms BIGINT       NOT NULL,
    spent_at_ms   BIGINT       NULL,
    spent_by      VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NULL,     -- the call that has spent it
    KEY one_time_codes_address (purpose, address, created_at_ms),
    KEY one_time_codes_subject (purpose, subject),
    KEY one_time_codes_expiry (expires_at_ms)
) ENGINE=InnoDB;

-- Addresses that users have claimed, and whose each is: the first to show a code.
CREATE TABLE IF NOT EXISTS contacts (
    user_id     VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address     VARCHAR(280) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    added_at_ms BIGINT       NOT NULL,
    PRIMARY KEY (user_id, address)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS verified_contacts (
    address        VARCHAR(280) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id        VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    verified_at_ms BIGINT       NOT NULL
) ENGINE=InnoDB;

-- Messages that wait to be sent. The text is encrypted: there are codes in it. A row goes when it was sent or is too old.
CREATE TABLE IF NOT EXISTS outbox (
    id            VARCHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    address       VARCHAR(280)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- kind and address; empty: to nobody, dropped instead of sent
    content       VARBINARY(8000) NOT NULL,
    due_at_ms     BIGINT          NOT NULL, -- also the end of the lease of the silo that is sending it
    attempts      INT             NOT NULL,
    expires_at_ms BIGINT          NOT NULL,
    KEY outbox_due (due_at_ms)
) ENGINE=InnoDB;
