-- Which silos are in the cluster, for Microsoft.Orleans.Clustering.AdoNet: an alternative to Redis. Every change moves the
-- version of the cluster's table from exactly the one that the writer has read.

CREATE TABLE IF NOT EXISTS OrleansMembershipVersion (
    DeploymentId VARCHAR(150) NOT NULL PRIMARY KEY,
    Version      INT          NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS OrleansMembership (
    DeploymentId VARCHAR(150) NOT NULL,
    Address      VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    Port         INT          NOT NULL,
    Generation   INT          NOT NULL,
    SiloName     VARCHAR(150) NOT NULL,
    HostName     VARCHAR(255) NOT NULL,
    Status       INT          NOT NULL,
    ProxyPort    INT          NOT NULL,
    SuspectTimes VARCHAR(8000),
    StartTime    DATETIME(3)  NOT NULL,
    IAmAliveTime DATETIME(3)  NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

DELETE FROM OrleansQuery WHERE QueryKey IN (
    'InsertMembershipVersionKey', 'InsertMembershipKey', 'UpdateMembershipKey', 'UpdateIAmAlivetimeKey', 'MembershipReadRowKey', 'MembershipReadAllKey',
    'GatewaysQueryKey', 'DeleteMembershipTableEntriesKey', 'CleanupDefunctSiloEntriesKey', 'CleanupDefunctSiloEntryKey');

-- Whether a row was added: ROW_COUNT() says 1 for a row that stays as it is as well (CLIENT_FOUND_ROWS).
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey', '
    DO LAST_INSERT_ID(1);
    INSERT INTO OrleansMembershipVersion (DeploymentId, Version) VALUES (@DeploymentId, 0) ON DUPLICATE KEY UPDATE Version = Version + LAST_INSERT_ID(0);
    SELECT LAST_INSERT_ID()
');

-- READ COMMITTED: two silos that join at once would otherwise each lock the gap that the other inserts into.
-- LAST_INSERT_ID(expr) says in the same transaction whether the version has moved, and to the SELECT as well.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey', '
    DO LAST_INSERT_ID(0);
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
    START TRANSACTION;
    UPDATE OrleansMembershipVersion SET Version = LAST_INSERT_ID(Version + 1)
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
        SELECT 1 FROM OrleansMembership WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation);
    INSERT INTO OrleansMembership (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM DUAL WHERE LAST_INSERT_ID() > 0;
    COMMIT;
    SELECT LAST_INSERT_ID() > 0
');

-- One statement, hence both rows or neither. What a silo says of itself is never set back by what another has read of it.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey', '
    UPDATE OrleansMembershipVersion AS v INNER JOIN OrleansMembership AS m ON m.DeploymentId = v.DeploymentId
    SET v.Version = v.Version + 1, m.Status = @Status, m.SuspectTimes = @SuspectTimes, m.IAmAliveTime = GREATEST(m.IAmAliveTime, @IAmAliveTime)
    WHERE v.DeploymentId = @DeploymentId AND v.Version = @Version AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation;
    SELECT ROW_COUNT() > 0
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey', '
    UPDATE OrleansMembership SET IAmAliveTime = GREATEST(IAmAliveTime, @IAmAliveTime)
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
');

-- The version is there without a silo as well.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey', '
    SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
    FROM OrleansMembershipVersion AS v
    LEFT JOIN OrleansMembership AS m ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    WHERE v.DeploymentId = @DeploymentId
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey', '
    SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
    FROM OrleansMembershipVersion AS v LEFT JOIN OrleansMembership AS m ON m.DeploymentId = v.DeploymentId
    WHERE v.DeploymentId = @DeploymentId
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey', '
    SELECT Address, ProxyPort, Generation FROM OrleansMembership WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey', '
    DELETE FROM OrleansMembership WHERE DeploymentId = @DeploymentId;
    DELETE FROM OrleansMembershipVersion WHERE DeploymentId = @DeploymentId
');

-- Status 6 is Dead. Silos that others have suspected go by the statement after this one: when they did is inside SuspectTimes.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey', '
    DELETE FROM OrleansMembership
    WHERE DeploymentId = @DeploymentId AND Status = 6 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime AND COALESCE(SuspectTimes, '''') = ''''
');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntryKey', '
    DELETE FROM OrleansMembership
    WHERE DeploymentId = @DeploymentId AND Status = 6 AND Address = @Address AND Port = @Port AND Generation = @Generation
      AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime AND COALESCE(SuspectTimes, '''') = COALESCE(@SuspectTimes, '''')
');
