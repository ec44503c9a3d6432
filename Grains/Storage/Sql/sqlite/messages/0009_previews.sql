-- The last event that says which previews of links a message has; those of a text before an edit are over.
ALTER TABLE message_states ADD COLUMN previews_seq INTEGER;
