using System.Collections.Concurrent;
using Parley.Grains.Storage;

namespace Parley.Tests.Support;

/// <summary>One empty database that several nodes open, each for itself.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly ConcurrentBag<Database> _opened = [];

    /// <summary>As one more node has it.</summary>
    public async Task<Database> Open()
    {
        var database = await OpenAnother();
        _opened.Add(database);
        return database;
    }

    public virtual ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            database.Dispose();
        }

        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<Database> OpenAnother();
}

public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<Database> OpenAnother() => Task.FromResult<Database>(new SqliteDatabase("grains", Path.Combine(_folder.Path, "grains.db")));
}

public sealed class MariaDbTestDatabase(MariaDbServer server) : TestDatabase
{
    private readonly Lazy<Task<string>> _connection = new(server.NewDatabase);

    protected override async Task<Database> OpenAnother() => new MySqlDatabase("grains", await _connection.Value);
}
