-- When a name came, by the database's clock, so that what is new can be read without what is known. It is the begin of a statement: whoever reads goes back
-- far enough for its commit.
ALTER TABLE room_names
    ADD COLUMN added_at_ms BIGINT NOT NULL DEFAULT (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000),
    ADD KEY room_names_added (added_at_ms);
