using System.Data.Common;
using Dapper;
using Parley.Grains.Storage.Replicas;

namespace Parley.Grains.Storage;

/// <summary>
/// One module's database, on either engine. SQL that both engines understand is written once, beside what uses it; the
/// few places where they differ ask <see cref="Engine"/> or have a class for each.
/// </summary>
public abstract class Database : IDisposable
{
    private const int SweepSize = 100;

    /// <summary>Name of the module: messages, identity, grains.</summary>
    public abstract string Module { get; }

    public abstract SqlEngine Engine { get; }

    /// <summary>Opens connections with this engine's settings.</summary>
    public abstract DbDataSource Source { get; }

    /// <summary>Where it is, for messages to the operator: without secrets.</summary>
    public abstract string Place { get; }

    /// <summary>
    /// SQL expression: the clock of the database, Unix time in ms. On a server that of the statement's begin, which is early
    /// rather than late; and not UNIX_TIMESTAMP, to which the session's time zone can matter.
    /// </summary>
    public string NowMs => Engine == SqlEngine.Sqlite
        ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
        : "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)";

    private long _reads, _replicaReads;

    /// <summary>Reads that were begun, of grain state apart: what caches save.</summary>
    public long Reads => Volatile.Read(ref _reads);

    /// <summary>Reads that replicas have answered.</summary>
    public long ReplicaReads => Volatile.Read(ref _replicaReads);

    /// <summary>The servers that follow this database.</summary>
    internal virtual ReplicaSet Replicas => ReplicaSet.None;

    /// <summary>
    /// Reads, off the caller's scheduler. All statements see one moment. Few at a time, and short: what is read is a page,
    /// never a cursor that is held open.
    /// </summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read);

    /// <summary>
    /// Reads where a little age does no harm: from a replica, if one may be read and its answer will do, else from here. What decides anything, be it who may read, is
    /// either not read this way, or by an <paramref name="isFresh"/> that knows what the reader must see.
    /// </summary>
    /// <param name="read">Is given the one that is to be read. May be called twice.</param>
    /// <param name="isFresh">Null: an answer may be as old as replicas may be behind.</param>
    internal async Task<T> ReadFromReplicaAsync<T>(Func<Database, Task<T>> read, Func<T, bool>? isFresh = null)
    {
        if (Replicas.CanRead)
        {
            var (isDone, answer) = await Replicas.TryReadAsync(read, isFresh ?? (static _ => true)).ConfigureAwait(false);
            if (isDone)
            {
                Interlocked.Increment(ref _replicaReads);
                return answer;
            }
        }

        return await read(this).ConfigureAwait(false);
    }

    /// <summary>Writes in one transaction, off the caller's scheduler; rolled back if <paramref name="write"/> throws.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Counts a read.</summary>
    protected void Reading() => Interlocked.Increment(ref _reads);

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Source.Dispose();
        }
    }

    /// <summary>
    /// Deletes rows that have outlived their meaning, a few at a time, within the transaction of who enters new ones: a table that is written to does not grow
    /// beyond what still matters, and needs nobody to look after it.
    /// </summary>
    /// <typeparam name="TKey">Of its primary key.</typeparam>
    /// <param name="key">Its primary key.</param>
    /// <param name="until">Column with the end of a row, Unix time in ms.</param>
    /// <param name="before">Rows that ended earlier go; Unix time in ms.</param>
    public static async Task SweepAsync<TKey>(DbConnection connection, DbTransaction transaction, string table, string key, string until, long before)
    {
        var old = (await connection.QueryAsync<TKey>($"SELECT {key} FROM {table} WHERE {until} < @before LIMIT {SweepSize}", new { before }, transaction)).AsList();
        if (old.Count > 0)
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE {key} IN @old", new { old }, transaction);
        }
    }

    /// <summary>An INSERT of parameters named like their columns, which does nothing if the key is there.</summary>
    public string InsertIfAbsent(string table, string key, params ReadOnlySpan<string> columns)
    {
        string[] all = [key, .. columns];
        var insert = $"INSERT INTO {table} ({string.Join(", ", all)}) VALUES (@{string.Join(", @", all)})";

        // On MySQL not IGNORE, which would swallow every other fault of the row as well.
        return Engine == SqlEngine.MySql ? $"{insert} ON DUPLICATE KEY UPDATE {key} = {key}" : $"{insert} ON CONFLICT ({key}) DO NOTHING";
    }
}

/// <summary>What speaks SQL here.</summary>
public enum SqlEngine
{
    /// <summary>Embedded, in a file.</summary>
    Sqlite = 0,

    /// <summary>MariaDB 10.11 or later, or MySQL 8: the statements stay in what both understand.</summary>
    MySql = 1,
}
