-- Reminders for Microsoft.Orleans.Reminders.AdoNet, as on SQLite. What upstream's MySQL script lacks: names and grain ids that
-- differ by case, emoji, grain ids beyond 150 characters, milliseconds, and an index for the range that each silo reads.

CREATE TABLE IF NOT EXISTS OrleansReminders (
    ServiceId    VARCHAR(64)  NOT NULL,
    GrainId      VARCHAR(500) NOT NULL,
    ReminderName VARCHAR(150) NOT NULL,
    GrainHash    INT          NOT NULL,
    StartTime    DATETIME(3)  NOT NULL,
    Period       BIGINT       NOT NULL,
    Version      INT          NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName),
    KEY OrleansReminders_Hash (ServiceId, GrainHash)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

DELETE FROM OrleansQuery WHERE QueryKey IN (
    'ReadReminderRowsKey', 'ReadReminderRowKey', 'ReadRangeRows1Key', 'ReadRangeRows2Key', 'UpsertReminderRowKey', 'DeleteReminderRowKey', 'DeleteReminderRowsKey');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadReminderRowsKey', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansReminders WHERE ServiceId = @ServiceId AND GrainId = @GrainId
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadReminderRowKey', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansReminders
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadRangeRows1Key', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansReminders
    WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadRangeRows2Key', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansReminders
    WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
');

-- LAST_INSERT_ID(expr) carries the version to the SELECT within the session.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpsertReminderRowKey', '
    INSERT INTO OrleansReminders (ServiceId, GrainId, ReminderName, GrainHash, StartTime, Period, Version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, LAST_INSERT_ID(FLOOR(RAND() * 1000000000)))
    ON DUPLICATE KEY UPDATE GrainHash = @GrainHash, StartTime = @StartTime, Period = @Period, Version = LAST_INSERT_ID(Version + 1);
    SELECT LAST_INSERT_ID() AS Version
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteReminderRowKey', '
    DELETE FROM OrleansReminders WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version;
    SELECT ROW_COUNT()
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteReminderRowsKey', '
    DELETE FROM OrleansReminders WHERE ServiceId = @ServiceId
');
