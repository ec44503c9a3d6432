using Dapper;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Parley.Grains.Storage;

/// <summary>
/// Brings one database to the schema this program needs: numbered SQL scripts, each run once. Whoever comes first takes the
/// lock and runs them, the others wait. A newer program may have been here: if its scripts only add, this one works beside it; else the database is refused.
/// </summary>
public sealed class SchemaMigrator
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly LeaseTerms _terms;
    private readonly IReadOnlyList<SchemaScript> _scripts;
    private readonly SchemaHistory _history;

    public SchemaMigrator(Database database, TimeProvider clock)
        : this(database, clock, new LeaseTerms(), SchemaScript.Of(database.Engine, database.Module))
    {
    }

    internal SchemaMigrator(Database database, TimeProvider clock, LeaseTerms terms, IReadOnlyList<SchemaScript> scripts)
    {
        (_database, _clock, _terms, _scripts) = (database, clock, terms, scripts);
        _history = new SchemaHistory(database, clock);
    }

    /// <summary>How far the database is. Changes nothing.</summary>
    /// <exception cref="StartupException">The database cannot be used.</exception>
    public Task<SchemaStatus> StatusAsync() => Explained(ReadStatusAsync);

    /// <summary>Runs what is missing.</summary>
    /// <returns>What this call has run.</returns>
    /// <exception cref="StartupException">The database is newer than this program, or cannot be used.</exception>
    public Task<IReadOnlyList<SchemaScript>> MigrateAsync() => Explained(RunPendingAsync);

    private async Task<IReadOnlyList<SchemaScript>> RunPendingAsync()
    {
        if (_database.Engine == SqlEngine.Sqlite)
        {
            await using var connection = await _database.Source.OpenConnectionAsync();
            await connection.ExecuteAsync("PRAGMA journal_mode=WAL"); // a file that was put back from a backup may have lost it
        }

        // Most starts find nothing to do, and need no lock to see it: versions only grow.
        var run = new List<SchemaScript>();
        while ((await PendingAsync()).Count > 0)
        {
            try
            {
                await RunUnderLockAsync(run);
            }
            catch (LeaseLostException)
            {
                // This node was held up for so long that another goes on in its place. See what is left to do.
            }
        }

        return run;
    }

    private async Task RunUnderLockAsync(List<SchemaScript> run)
    {
        await _history.PrepareAsync();
        await SqlLease.PrepareAsync(_database);
        await using var turn = await SqlLease.AcquireAsync(_database, $"schema-{_database.Module}", _terms, _clock);
        await _history.CompleteAsync();
        foreach (var script in await PendingAsync())
        {
            await _history.ApplyAsync(script, turn);
            run.Add(script);
        }
    }

    private async Task<SchemaStatus> ReadStatusAsync() =>
        SchemaStatus.Of(_database.Module, _database.Place, await _history.MarkAsync(), _scripts);

    /// <exception cref="StartupException">The database is newer than this program.</exception>
    private async Task<IReadOnlyList<SchemaScript>> PendingAsync()
    {
        var status = await ReadStatusAsync();
        return status.IsNewer ? throw new StartupException(status.Refusal) : status.Pending;
    }

    private async Task<T> Explained<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.ReadOnly or SQLiteErrors.CannotOpen)
        {
            throw new StartupException($"The database {_database.Place} cannot be written. Give this user write access, or set Parley__DataPath to another folder.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.NotADatabase or SQLiteErrors.Corrupt)
        {
            throw new StartupException($"The file {_database.Place} is not a readable SQLite database ({e.Message}). Put a backup in its place, or set Parley__DataPath.", e);
        }
        catch (MySqlException e)
        {
            throw new StartupException($"The database {_database.Place} cannot be used: {e.Message} Check the connection string of module {_database.Module}.", e)
            {
                MayPass = e.IsTransient || e.ErrorCode == MySqlErrorCode.UnableToConnectToHost,
            };
        }
        catch (ReadOnlyServerException e)
        {
            throw new StartupException(e.Message, e) { MayPass = true };
        }
        catch (LeaseRefusedException e)
        {
            throw new StartupException(
                $"Another node ({e.Owner}) has been migrating {_database.Place} for {_terms.Patience.TotalMinutes:0.#} minutes. Look there, then start again.", e);
        }
    }
}

/// <summary>Primary result codes, https://www.sqlite.org/rescode.html</summary>
internal static class SQLiteErrors
{
    public const int ReadOnly = 8;
    public const int Corrupt = 11;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
}
