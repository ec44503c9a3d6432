using System.Data.Common;

namespace Parley.Grains.Storage;

/// <summary>A module's database in a SQLite file. SQLite works on the calling thread, so everything goes to the pool.</summary>
/// <param name="isDerived">What is in it can be made again: the last commits may be lost with the machine's power, never half of one.</param>
public sealed class SqliteDatabase(string module, string path, bool isDerived = false) : Database
{
    private const int MaxReaders = 4;
    private readonly SemaphoreSlim _readers = new(MaxReaders);

    public override string Module => module;

    public override SqlEngine Engine => SqlEngine.Sqlite;

    public override DbDataSource Source => File;

    /// <summary>The file, for those who need this engine's own connections.</summary>
    public SqliteDataSource File { get; } = new(path, isDerived);

    public override string Place => path;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read)
    {
        Reading();
        await _readers.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(async () =>
            {
                await using var connection = File.OpenReader();
                await using var moment = connection.BeginTransaction(deferred: true);
                return await read(connection, moment);
            }).ConfigureAwait(false);
        }
        finally
        {
            _readers.Release();
        }
    }

    public override Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) => Task.Run(async () =>
    {
        await using var connection = File.Open();
        await using var transaction = connection.BeginTransaction(deferred: false);
        var result = await write(connection, transaction);
        await transaction.CommitAsync();
        return result;
    });

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _readers.Dispose();
        }
    }
}
