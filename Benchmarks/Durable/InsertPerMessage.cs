using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Parley.Benchmarks.Durable;

/// <summary>One INSERT and one commit for each message, by a prepared statement on a connection that is kept.</summary>
internal sealed class InsertPerMessage : IMessageStore
{
    private const string Insert = "INSERT INTO control_messages (room, sender, at_ms, body) VALUES (@room, @sender, @at, @body)";

    private readonly ConcurrentBag<Writer> _writers;
    private readonly SemaphoreSlim _free;

    private InsertPerMessage(IReadOnlyList<Writer> writers)
    {
        _writers = [.. writers];
        _free = new SemaphoreSlim(writers.Count);
        AtOnce = writers.Count;
    }

    public string Name => "insert per message";

    public int AtOnce { get; }

    /// <summary>One writer: SQLite has room for no more, and those that wait for its lock cost time.</summary>
    public static async Task<InsertPerMessage> OnSqliteAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        await connection.OpenAsync();
        await ExecuteAsync(connection, "PRAGMA journal_mode=WAL");
        await ExecuteAsync(connection, "PRAGMA synchronous=FULL");
        await ExecuteAsync(connection, Table("INTEGER PRIMARY KEY"));
        return new InsertPerMessage([await Writer.PrepareAsync(connection)]);
    }

    /// <summary>As many writers as the driver's pool has connections, so that the database commits several in one go.</summary>
    public static async Task<InsertPerMessage> OnMariaDbAsync(string connectionString)
    {
        const int Writers = 100;
        var writers = new List<Writer>();
        for (var i = 0; i < Writers; i++)
        {
            var connection = new MySqlConnection($"{connectionString};Pooling=false;IgnorePrepare=false");
            await connection.OpenAsync();
            if (i == 0)
            {
                await ExecuteAsync(connection, Table("BIGINT AUTO_INCREMENT PRIMARY KEY"));
            }

            writers.Add(await Writer.PrepareAsync(connection));
        }

        return new InsertPerMessage(writers);
    }

    public async Task StoreAsync(int room, string sender, string text)
    {
        await _free.WaitAsync();
        _writers.TryTake(out var writer);
        await writer!.InsertAsync(room, sender, text);
        _writers.Add(writer);
        _free.Release();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }

        _free.Dispose();
    }

    private static string Table(string id) =>
        $"CREATE TABLE control_messages (id {id}, room INTEGER NOT NULL, sender VARCHAR(64) NOT NULL, at_ms BIGINT NOT NULL, body TEXT NOT NULL)";

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Writer(DbConnection connection, DbCommand insert) : IAsyncDisposable
    {
        public static async Task<Writer> PrepareAsync(DbConnection connection)
        {
            var insert = connection.CreateCommand();
            insert.CommandText = Insert;
            foreach (var (name, value) in new (string, object)[] { ("@room", 0), ("@sender", ""), ("@at", 0L), ("@body", "") })
            {
                var parameter = insert.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                insert.Parameters.Add(parameter);
            }

            await insert.PrepareAsync();
            return new Writer(connection, insert);
        }

        public Task<int> InsertAsync(int room, string sender, string text)
        {
            (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[3].Value) = (room, sender, text);
            insert.Parameters[2].Value = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            return insert.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await insert.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
