using System.Data;
using System.Data.Common;
using MySqlConnector;

namespace Parley.Grains.Storage;

/// <summary>A module's database on MariaDB or MySQL.</summary>
public sealed class MySqlDatabase : Database
{
    private readonly string _module;
    private readonly MySqlDataSource _source;

    /// <param name="connectionString">As MySqlConnector reads it. Times are numbers and text is UTF-8 in our tables, whatever it says.</param>
    public MySqlDatabase(string module, string connectionString)
    {
        _module = module;
        var settings = Settings(connectionString);
        Place = $"{settings.Server}:{settings.Port}/{settings.Database}";
        _source = new MySqlDataSource(settings.ConnectionString);
    }

    /// <summary>The connection string with what all our connections have.</summary>
    internal static MySqlConnectionStringBuilder Settings(string connectionString) => new(connectionString)
    {
        // A statement that would wait longer is better refused: the sender repeats.
        ConnectionTimeout = 5,
        DefaultCommandTimeout = 10,
        UseAffectedRows = false,
    };

    public override string Module => _module;

    public override SqlEngine Engine => SqlEngine.MySql;

    public override DbDataSource Source => _source;

    public override string Place { get; }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read)
    {
        Reading();
        await using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, isReadOnly: true).ConfigureAwait(false);
        return await read(connection, moment).ConfigureAwait(false);
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write)
    {
        await using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        var result = await write(connection, transaction).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return result;
    }
}
