-- What the planner is told of the log, which it cannot know while the tables are empty and nobody has looked: that a room has many
-- events and few of them are about one message. Without it SQLite reads a whole room where an index leads to some rows. Only the order
-- of magnitude matters. (The first line makes the table of statistics, the last one has them heeded.)
ANALYZE log_meta;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('room_events', 'room_events', '1000000 5000 1'),
    ('room_events', 'room_events_client', '500000 2500 50 1'),
    ('room_events', 'room_events_target', '200000 1000 4');

ANALYZE sqlite_schema;
