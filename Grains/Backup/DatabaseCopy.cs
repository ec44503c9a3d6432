using Dapper;
using Microsoft.Data.Sqlite;
using Parley.Grains.Storage;
using SQLitePCL;

namespace Parley.Grains.Backup;

/// <summary>A copy of a SQLite database as it was at one moment, while others go on writing to it, from whatever process.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    /// <summary>Copied at a time: 4 MiB of the usual pages.</summary>
    private const int PagesAtATime = 1024;

    private readonly SqliteDataSource _source;
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _moment;

    private DatabaseCopy(SqliteDataSource source, SqliteConnection connection, SqliteTransaction moment) => (_source, _connection, _moment) = (source, connection, moment);

    /// <summary>Bytes of the database at the moment.</summary>
    public long Bytes { get; private init; }

    /// <summary>Takes the moment: until this is disposed the log of the database cannot be shortened.</summary>
    public static DatabaseCopy Begin(string path)
    {
        var source = new SqliteDataSource(path);
        var connection = source.OpenReader();
        try
        {
            // A read transaction begins with the first read, and keeps what it saw; the copy below reads within it.
            var moment = connection.BeginTransaction(deferred: true);
            connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_schema", transaction: moment);
            var (pages, size) = (connection.ExecuteScalar<long>("PRAGMA page_count", transaction: moment), connection.ExecuteScalar<long>("PRAGMA page_size", transaction: moment));
            return new DatabaseCopy(source, connection, moment) { Bytes = pages * size };
        }
        catch
        {
            connection.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <summary>Writes the copy; one file, without a log beside it.</summary>
    /// <param name="copied">Is told how many bytes there are.</param>
    public void WriteTo(string path, Action<long> copied, CancellationToken cancellation)
    {
        using var destination = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        destination.Open();
        SqliteDataSource.Execute(destination, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"); // the archive is what is synced
        using (var backup = raw.sqlite3_backup_init(destination.Handle, "main", _connection.Handle, "main"))
        {
            for (var code = raw.SQLITE_OK; code != raw.SQLITE_DONE;)
            {
                cancellation.ThrowIfCancellationRequested();
                code = raw.sqlite3_backup_step(backup, PagesAtATime);
                if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                {
                    SqliteException.ThrowExceptionForRC(code, destination.Handle);
                }

                copied(Bytes * (raw.sqlite3_backup_pagecount(backup) - raw.sqlite3_backup_remaining(backup)) / Math.Max(1, raw.sqlite3_backup_pagecount(backup)));
            }
        }

        SqliteDataSource.Execute(destination, "PRAGMA journal_mode=DELETE");
    }

    public void Dispose()
    {
        _moment.Dispose();
        _connection.Dispose();
        _source.Dispose();
    }
}
