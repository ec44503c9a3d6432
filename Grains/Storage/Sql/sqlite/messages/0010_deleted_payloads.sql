-- What messages said that a moderator has deleted with others, for as long as that can be undone; then it is gone here as well.
CREATE TABLE deleted_payloads (
    room_id    TEXT    NOT NULL,
    event_seq  INTEGER NOT NULL, -- of the event that the payload is of: the message, or an edit
    target_seq INTEGER NOT NULL, -- of the message
    batch_seq  INTEGER NOT NULL, -- the first of the deletions that were made together
    sender_id  TEXT    NOT NULL, -- who wrote the message
    at_ms      INTEGER NOT NULL, -- of the deletion
    payload    TEXT    NOT NULL,
    PRIMARY KEY (room_id, event_seq)
) WITHOUT ROWID;

CREATE INDEX deleted_payloads_message ON deleted_payloads (room_id, target_seq);
CREATE INDEX deleted_payloads_batch ON deleted_payloads (room_id, batch_seq);
CREATE INDEX deleted_payloads_age ON deleted_payloads (at_ms);
