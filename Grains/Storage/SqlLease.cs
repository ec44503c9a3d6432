using System.Data.Common;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>
/// A lock in a table, on any engine: for what one node at a time may do and no grain can own. It is acquired by one
/// conditional write, renewed until it is disposed, and given back by one that fits only its owner and fence. The fence grows
/// with every acquisition. An owner that dies or hangs loses it when the lease ends; what a late owner writes is kept
/// out by <see cref="ConfirmAsync(DbConnection, DbTransaction)"/> in the transaction that writes it.
/// </summary>
public sealed class SqlLease : IAsyncDisposable
{
    // Keeps its row when it is given back: the fence must not start anew.
    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_locks (
            name VARCHAR(100) NOT NULL PRIMARY KEY, owner VARCHAR(200) NOT NULL, lease_until_ms BIGINT NOT NULL, fence BIGINT NOT NULL)
        """;

    private readonly Database _database;
    private readonly LeaseTerms _terms;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _renewing;

    private SqlLease(Database database, string name, string owner, long fence, LeaseTerms terms, TimeProvider clock)
    {
        (_database, Name, Owner, Fence, _terms) = (database, name, owner, fence, terms);
        _renewing = Task.Run(() => RenewAsync(clock, _disposed.Token));
    }

    public string Name { get; }

    /// <summary>Machine, process, and a part of its own for each acquisition.</summary>
    public string Owner { get; }

    /// <summary>1 for the first owner ever, then one more for each.</summary>
    public long Fence { get; }

    /// <summary>Makes the table of locks if it is missing.</summary>
    public static async Task PrepareAsync(Database database)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(Table);
    }

    /// <summary>Waits until the lock is free, or its lease over, and takes it.</summary>
    /// <param name="clock">For waiting and renewing; how long a lease lasts goes by the clock of the database.</param>
    /// <exception cref="LeaseRefusedException">Another owner has kept it for all of <see cref="LeaseTerms.Patience"/>.</exception>
    public static async Task<SqlLease> AcquireAsync(
        Database database, string name, LeaseTerms terms, TimeProvider clock, CancellationToken cancellation = default)
    {
        var owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
        for (var started = clock.GetTimestamp(); ;)
        {
            switch (LeaseDecision.Next(await ReadOrAddAsync(database, name), terms, clock.GetElapsedTime(started)))
            {
                case LeaseStep.Take(var fence):
                    if (await TakeAsync(database, name, owner, fence, terms))
                    {
                        return new SqlLease(database, name, owner, fence + 1, terms, clock);
                    }

                    break; // another was faster
                case LeaseStep.Wait(var pause):
                    await Task.Delay(pause, clock, cancellation);
                    break;
                case LeaseStep.GiveUp(var other):
                    throw new LeaseRefusedException(name, other, terms.Patience);
            }
        }
    }

    /// <summary>
    /// To be called in the transaction that writes what the lock protects: from then to the end of the transaction nobody
    /// else can take the lock.
    /// </summary>
    /// <exception cref="LeaseLostException">Another has taken the lock: roll back.</exception>
    public async Task ConfirmAsync(DbConnection connection, DbTransaction transaction)
    {
        if (!await ProlongAsync(connection, transaction))
        {
            throw new LeaseLostException(Name, Fence);
        }
    }

    /// <summary>Before work that would be for nothing if another has the lock by now.</summary>
    /// <exception cref="LeaseLostException">Another has taken the lock.</exception>
    public Task ConfirmAsync() => _database.WriteAsync(async (connection, transaction) =>
    {
        await ConfirmAsync(connection, transaction);
        return true;
    });

    /// <summary>Gives it back, if it is still its own.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        await _disposed.CancelAsync();
        await _renewing;
        _disposed.Dispose();
        try
        {
            await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                "UPDATE schema_locks SET owner = '', lease_until_ms = 0 WHERE name = @Name AND owner = @Owner AND fence = @Fence", this, transaction));
        }
        catch (DbException)
        {
            // The database is away. The lease ends by itself; why the work failed is for the caller to say.
        }
    }

    private static async Task<LeaseRow> ReadOrAddAsync(Database database, string name)
    {
        if (await ReadAsync(database, name) is { } row)
        {
            return row;
        }

        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            database.InsertIfAbsent("schema_locks", "name", "owner", "lease_until_ms", "fence"),
            new { name, owner = "", lease_until_ms = 0L, fence = 0L },
            transaction));
        return (await ReadAsync(database, name))!;
    }

    private static Task<LeaseRow?> ReadAsync(Database database, string name) => database.ReadAsync((connection, moment) => connection.QuerySingleOrDefaultAsync<LeaseRow>(
        $"SELECT owner AS Owner, lease_until_ms AS LeaseUntilMs, fence AS Fence, {database.NowMs} AS NowMs FROM schema_locks WHERE name = @name",
        new { name },
        moment));

    private static Task<bool> TakeAsync(Database database, string name, string owner, long fence, LeaseTerms terms) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            $"""
            UPDATE schema_locks SET owner = @owner, lease_until_ms = {database.NowMs} + @length, fence = fence + 1
            WHERE name = @name AND fence = @fence AND lease_until_ms <= {database.NowMs}
            """,
            new { name, owner, fence, length = (long)terms.Length.TotalMilliseconds },
            transaction) == 1);

    /// <summary>A lease that is over is prolonged as well, as long as nobody has taken the lock.</summary>
    private async Task<bool> ProlongAsync(DbConnection connection, DbTransaction transaction) => await connection.ExecuteAsync(
        $"UPDATE schema_locks SET lease_until_ms = {_database.NowMs} + @length WHERE name = @Name AND owner = @Owner AND fence = @Fence",
        new { length = (long)_terms.Length.TotalMilliseconds, Name, Owner, Fence },
        transaction) == 1;

    private async Task RenewAsync(TimeProvider clock, CancellationToken disposed)
    {
        using var timer = new PeriodicTimer(_terms.RenewEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(disposed))
            {
                try
                {
                    if (!await _database.WriteAsync(ProlongAsync))
                    {
                        return; // lost; ConfirmAsync says so to whom it matters
                    }
                }
                catch (DbException)
                {
                    // Away, or a SQLite file that the owner itself is writing to: nobody else can take the lock either. Again at the next tick.
                }
            }
        }
        catch (OperationCanceledException) when (disposed.IsCancellationRequested)
        {
        }
    }
}

/// <summary>The lock has an owner that keeps renewing it.</summary>
public sealed class LeaseRefusedException(string name, string owner, TimeSpan waited)
    : Exception($"{owner} has had the lock \"{name}\" for {waited.TotalMinutes:0.#} minutes and keeps it.")
{
    /// <summary>Machine, process and acquisition.</summary>
    public string Owner { get; } = owner;
}

/// <summary>Another has taken the lock since: what was about to be written must not be.</summary>
public sealed class LeaseLostException(string name, long fence) : Exception($"The lock \"{name}\" was lost: its fence is no longer {fence}.");
