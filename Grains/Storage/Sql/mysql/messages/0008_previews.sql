-- The last event that says which previews of links a message has, as on SQLite.
ALTER TABLE message_states ADD COLUMN previews_seq BIGINT;
