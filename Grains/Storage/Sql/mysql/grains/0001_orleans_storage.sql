-- Grain state for Microsoft.Orleans.Persistence.AdoNet, as on SQLite: a real primary key, and each statement one upsert. What
-- upstream's MySQL script lacks: state beyond 64 KB, emoji and case in grain keys, and exactly one winner of two first writes.

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey  VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    QueryText VARCHAR(8000) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS OrleansStorage (
    ServiceId              VARCHAR(64)  NOT NULL,
    GrainTypeString        VARCHAR(100) NOT NULL,
    GrainIdN0              BIGINT       NOT NULL,
    GrainIdN1              BIGINT       NOT NULL,
    GrainIdExtensionString VARCHAR(500) NOT NULL,
    PayloadBinary          LONGBLOB,
    ModifiedOn             DATETIME(3)  NOT NULL,
    Version                INT          NOT NULL,
    PRIMARY KEY (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

DELETE FROM OrleansQuery WHERE QueryKey IN ('ReadFromStorageKey', 'WriteToStorageKey', 'ClearStorageKey');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey', '
    SELECT PayloadBinary, Version FROM OrleansStorage
    WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
      AND GrainIdExtensionString = COALESCE(@GrainIdExtensionString, '''')
');

-- A first write inserts, and finds out by the key that it was not the first. A later one updates the version it knows.
-- LAST_INSERT_ID(expr) carries the outcome to the SELECT within the session: the new version, or 0 for a conflict.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey', '
    DO LAST_INSERT_ID(0);
    INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), @PayloadBinary, UTC_TIMESTAMP(3), LAST_INSERT_ID(1)
    FROM DUAL WHERE @GrainStateVersion IS NULL
    ON DUPLICATE KEY UPDATE Version = Version + LAST_INSERT_ID(0);
    UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = UTC_TIMESTAMP(3), Version = LAST_INSERT_ID(Version + 1)
    WHERE @GrainStateVersion IS NOT NULL AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainIdExtensionString = COALESCE(@GrainIdExtensionString, '''') AND Version = @GrainStateVersion;
    SELECT LAST_INSERT_ID() AS NewGrainStateVersion FROM DUAL WHERE LAST_INSERT_ID() > 0
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey', '
    UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = UTC_TIMESTAMP(3), Version = LAST_INSERT_ID(Version + 1)
    WHERE ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
      AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainIdExtensionString = COALESCE(@GrainIdExtensionString, '''') AND Version = @GrainStateVersion;
    SELECT LAST_INSERT_ID() AS NewGrainStateVersion FROM DUAL WHERE ROW_COUNT() > 0
');
