namespace Parley.Grains.Storage;

/// <summary>Settings of a MariaDB or MySQL server that decide whether what it has committed survives a power cut.</summary>
/// <param name="FlushLog"><c>innodb_flush_log_at_trx_commit</c>: 1 writes to the disk at each commit (3 on MariaDB even twice); 0 and 2 do once a second.</param>
/// <param name="Binlog"><c>log_bin</c>: it keeps a binary log, 0 or 1.</param>
/// <param name="SyncBinlog"><c>sync_binlog</c>: after how many commits that log is written to the disk; 0: whenever the system likes.</param>
internal sealed record MySqlDurability(long FlushLog, long Binlog, long SyncBinlog)
{
    /// <summary>As <see cref="MySqlDurability"/> is read.</summary>
    public const string Query = """
        SELECT CAST(@@GLOBAL.innodb_flush_log_at_trx_commit AS SIGNED) AS FlushLog, CAST(@@GLOBAL.log_bin AS SIGNED) AS Binlog,
            CAST(@@GLOBAL.sync_binlog AS SIGNED) AS SyncBinlog
        """;

    /// <summary>For Dapper, which converts what it sets: servers differ in the types of their integers.</summary>
    private MySqlDurability()
        : this(0, 0, 0)
    {
    }

    /// <summary>What is wrong and what to set, a sentence each; nothing: a commit is on the disk when it returns.</summary>
    public IEnumerable<string> Weaknesses()
    {
        if (FlushLog is not (1 or 3))
        {
            yield return $"innodb_flush_log_at_trx_commit is {FlushLog}: a power cut can lose the last second of acknowledged messages. Set it to 1.";
        }

        // With a binary log the recovery after a crash rolls back what is not in it, whatever InnoDB has on the disk.
        if (Binlog != 0 && SyncBinlog != 1)
        {
            yield return $"log_bin is on and sync_binlog is {SyncBinlog}: a power cut can lose acknowledged messages, here or on replicas. Set sync_binlog to 1.";
        }
    }
}
