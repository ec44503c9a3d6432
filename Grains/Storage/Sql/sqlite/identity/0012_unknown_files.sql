-- Files in the store that nobody knows, and when that was found first: they are erased some time later.
CREATE TABLE unknown_files (
    id          TEXT    NOT NULL PRIMARY KEY,
    found_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
