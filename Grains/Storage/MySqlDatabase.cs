using System.Data;
using System.Data.Common;
using System.Globalization;
using MySqlConnector;
using Parley.Grains.Storage.Replicas;

namespace Parley.Grains.Storage;

/// <summary>A module's database on MariaDB or MySQL.</summary>
public sealed class MySqlDatabase : Database
{
    private readonly string _module;
    private readonly MySqlDataSource _source;

    /// <param name="connectionString">As MySqlConnector reads it. Times are numbers and text is UTF-8 in our tables, whatever it says.</param>
    public MySqlDatabase(string module, string connectionString)
        : this(module, connectionString, ReplicaSet.None)
    {
    }

    /// <param name="replicas">What follows it: disposed with it.</param>
    /// <param name="isReplica">It is read alone.</param>
    internal MySqlDatabase(string module, string connectionString, ReplicaSet replicas, bool isReplica = false)
    {
        (_module, Replicas) = (module, replicas);
        var settings = Settings(connectionString);
        Place = $"{settings.Server}:{settings.Port}/{settings.Database}";
        var builder = new MySqlDataSourceBuilder(settings.ConnectionString).UseName(module); // by which metrics know it: else by all of its settings
        if (!isReplica)
        {
            builder.UseConnectionOpenedCallback(RefuseReadOnlyAsync);
        }

        _source = builder.Build();
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

    internal override ReplicaSet Replicas { get; }

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

    /// <summary>
    /// A server that is read-only is a replica, or was the primary: what it says may be of the past, and must not be taken for what is now. Asked once for each
    /// connection; one that stands when its server is demoted is to be ended there, or by what leads to it.
    /// </summary>
    private async ValueTask RefuseReadOnlyAsync(MySqlConnectionOpenedContext context, CancellationToken cancellation)
    {
        if (!context.Conditions.HasFlag(MySqlConnectionOpenedConditions.New))
        {
            return;
        }

        await using var command = new MySqlCommand("SELECT CAST(@@GLOBAL.read_only AS SIGNED)", context.Connection);
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) != 0)
        {
            await EndAsync(context.Connection, cancellation).ConfigureAwait(false);
            throw new ReadOnlyServerException(Place);
        }
    }

    /// <summary>A connection that is merely closed goes into the pool of its source, which cannot be emptied, and comes back from there unasked.</summary>
    private static async Task EndAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using var end = new MySqlCommand("KILL CONNECTION_ID()", connection);
            await end.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (MySqlException)
        {
            // It says that it was interrupted, or nothing any more.
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Replicas.Dispose();
        }
    }
}

/// <summary>The server is not the one that takes writes, or not any more: it passes when the address leads to another, or when it is made the primary.</summary>
internal sealed class ReadOnlyServerException(string place) : DbException($"The database server of {place} is read-only: it is a replica, or was the primary once. The address must lead to the primary.")
{
    public override bool IsTransient => true;
}
