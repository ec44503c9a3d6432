-- Secrets of this installation, made at first run: name → value. The file is readable by its owner only.
CREATE TABLE server_keys (name TEXT PRIMARY KEY, value BLOB NOT NULL, created_at_ms INTEGER NOT NULL) WITHOUT ROWID;
