using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parley.Grains.Storage;

/// <summary>
/// One SQLite file. Every connection waits inside SQLite for a lock (busy_timeout) instead of the provider's 150 ms
/// sleeps, and commits only when the bytes are on disk (synchronous=FULL in WAL mode).
/// </summary>
public sealed class SqliteDataSource : DbDataSource
{
    private const int BusyTimeoutMs = 10_000;
    private readonly string _connectionString;
    private readonly bool _isDerived;

    /// <param name="path">Full path of the file.</param>
    /// <param name="isDerived">Commits need not be on disk at once (synchronous=NORMAL), and what is deleted is overwritten; else only where that costs no more writing.</param>
    public SqliteDataSource(string path, bool isDerived = false)
    {
        Path = path;
        _isDerived = isDerived;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            // The provider's own retry loop; SQLite's busy handler has waited before it comes to that.
            DefaultTimeout = 30,
        }.ToString();
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    public override string ConnectionString => _connectionString;

    /// <summary>An open connection with the settings above. Returns to the pool when disposed.</summary>
    public SqliteConnection Open() => (SqliteConnection)OpenDbConnection();

    /// <summary>An open connection that cannot write.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = Open();
        Execute(connection, "PRAGMA query_only=1");
        return connection;
    }

    protected override DbConnection CreateDbConnection() => new PragmaConnection(_connectionString, _isDerived);

    protected override DbConnection OpenDbConnection()
    {
        var connection = CreateDbConnection();
        connection.Open();
        return connection;
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => new(OpenDbConnection());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Otherwise the pool keeps the file open after everything else has let go of it.
            using var connection = new SqliteConnection(_connectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Sets the pragmas however it is opened: Orleans' storage calls Open itself.</summary>
    private sealed class PragmaConnection(string connectionString, bool isDerived) : SqliteConnection(connectionString)
    {
        public override void Open()
        {
            base.Open();
            Execute(this, $"PRAGMA busy_timeout={BusyTimeoutMs}; PRAGMA synchronous={(isDerived ? "NORMAL; PRAGMA secure_delete=ON" : "FULL; PRAGMA secure_delete=FAST")}; PRAGMA query_only=0");
        }
    }
}
