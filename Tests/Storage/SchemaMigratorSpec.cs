using Dapper;
using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>Schemas are brought up to date once, on each engine, whoever races, dies, or is late.</summary>
[Trait("Scope", "S13")]
public abstract class SchemaMigratorSpec(TestDatabase test) : IAsyncLifetime
{
    private const string Lock = "schema-grains";

    /// <summary>Each leaves a row every time it runs.</summary>
    private static readonly SchemaScript[] Scripts =
    [
        new(1, "first", "CREATE TABLE IF NOT EXISTS runs (version INTEGER NOT NULL); INSERT INTO runs (version) VALUES (1);"),
        new(2, "second", "INSERT INTO runs (version) VALUES (2);"),
        new(4, "fourth", "INSERT INTO runs (version) VALUES (4);"),
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_many_who_race_one_runs_each_script()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () => await (await Migrator(Scripts)).MigrateAsync())));

        Assert.Equal([1, 2, 4], await Runs());
        Assert.Equal([1, 2, 4], runs.SelectMany(run => run).Select(script => script.Version).Order());
        Assert.Empty(await (await Migrator(Scripts)).MigrateAsync());
    }

    [Fact]
    public async Task Only_what_is_missing_runs()
    {
        await (await Migrator(Scripts[..1])).MigrateAsync();

        var run = await (await Migrator(Scripts)).MigrateAsync();

        Assert.Equal([2, 4], run.Select(script => script.Version));
        Assert.Equal([1, 2, 4], await Runs());
    }

    [Fact]
    public async Task After_an_owner_that_died_on_the_way_the_next_goes_on_when_its_lease_is_over()
    {
        var dead = await DiesAfter(Scripts[..2], TimeSpan.FromMilliseconds(700));

        var run = await (await Migrator(Scripts)).MigrateAsync();

        Assert.Equal([4], run.Select(script => script.Version));
        Assert.Equal([1, 2, 4], await Runs());
        Assert.Equal(dead.Fence + 1, await Scalar<long>($"SELECT fence FROM schema_locks WHERE name = '{Lock}'"));
    }

    [Fact]
    public async Task An_owner_that_lives_is_waited_for_and_named()
    {
        var database = await test.Open();
        await SqlLease.PrepareAsync(database);
        await using var owner = await SqlLease.AcquireAsync(database, Lock, new LeaseTerms(), TimeProvider.System, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StartupException>(async () => await (await Migrator(Scripts, TimeSpan.Zero)).MigrateAsync());

        Assert.StartsWith($"Another node ({owner.Owner}) has been migrating {database.Place} for ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_owner_records_nothing_and_leaves_the_rest_to_its_successor()
    {
        var database = await test.Open();
        var late = await DiesAfter(Scripts[..1], TimeSpan.FromMilliseconds(1));
        await (await Migrator(Scripts[..2])).MigrateAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => new SchemaHistory(database, TimeProvider.System).ApplyAsync(Scripts[2], late));

        Assert.Equal(2, (await (await Migrator(Scripts)).StatusAsync()).Current);
        Assert.Equal([1, 2], await Runs());
    }

    /// <summary>It was held up inside a script: what it has run may have happened, but the record says who is to run it.</summary>
    [Fact]
    public async Task An_owner_that_loses_the_lock_inside_a_script_records_nothing()
    {
        var database = await test.Open();
        var owner = await DiesAfter(Scripts[..2], TimeSpan.FromMinutes(1));
        var heldUp = new SchemaScript(4, "fourth", $"UPDATE schema_locks SET owner = 'other', fence = fence + 1 WHERE name = '{Lock}'");

        await Assert.ThrowsAsync<LeaseLostException>(() => new SchemaHistory(database, TimeProvider.System).ApplyAsync(heldUp, owner));

        Assert.Equal(2, (await (await Migrator(Scripts)).StatusAsync()).Current);
    }

    [Fact]
    public async Task Beside_a_newer_program_whose_scripts_only_add_an_older_one_starts_and_does_nothing()
    {
        await (await Migrator(Scripts)).MigrateAsync();
        var older = await Migrator(Scripts[..2]);

        Assert.Empty(await older.MigrateAsync());

        var status = await older.StatusAsync();
        Assert.Equal((false, true, 4, 2, 0), (status.IsNewer, status.IsAhead, status.Current, status.Known, status.Pending.Count));
        Assert.Equal([1, 2, 4], await Runs());
    }

    [Theory]
    [InlineData(4, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 1, false)]
    public async Task A_script_that_takes_something_away_says_which_programs_do_without(int needs, int known, bool starts)
    {
        await (await Migrator([.. Scripts[..2], new(4, "fourth", $"-- Needs programs of schema {needs}.\nINSERT INTO runs (version) VALUES (4);")])).MigrateAsync();
        var older = await Migrator([.. Scripts.Where(script => script.Version <= known)]);

        var refused = await Record.ExceptionAsync(older.MigrateAsync);

        Assert.Equal(starts, refused is null);
        Assert.Equal((!starts, 4, needs), ((await older.StatusAsync()).IsNewer, (await older.StatusAsync()).Current, (await older.StatusAsync()).Needs));
    }

    /// <summary>It made the table without the column, and promised nothing: until somebody says more, all others need what it has run.</summary>
    [Fact]
    public async Task What_a_program_has_run_that_knew_no_such_promise_is_needed_and_newer_ones_go_on_from_there()
    {
        var database = await test.Open();
        var table = database.Engine == SqlEngine.Sqlite ? "schema_versions" : "schema_versions_grains";
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            $"""
             CREATE TABLE {table} (version INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at_ms BIGINT NOT NULL);
             INSERT INTO {table} (version, name, applied_at_ms) VALUES (1, 'first', 0), (2, 'second', 0);
             CREATE TABLE runs (version INTEGER NOT NULL);
             """,
            transaction: transaction));

        await Assert.ThrowsAsync<StartupException>(async () => await (await Migrator(Scripts[..1])).MigrateAsync());
        await (await Migrator(Scripts)).MigrateAsync();

        Assert.Equal([4], await Runs());
        Assert.Equal((2, 4), ((await (await Migrator(Scripts)).StatusAsync()).Needs, (await (await Migrator(Scripts)).StatusAsync()).Current));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_not_touched()
    {
        await (await Migrator([.. Scripts[..2], new(4, "fourth", "-- Needs programs of schema 4.\nINSERT INTO runs (version) VALUES (4);")])).MigrateAsync();
        var older = await Migrator(Scripts[..2]);

        var refused = await Assert.ThrowsAsync<StartupException>(older.MigrateAsync);

        Assert.EndsWith(" has schema 4, but this program knows only up to 2. Run the newer program.", refused.Message, StringComparison.Ordinal);
        var status = await older.StatusAsync();
        Assert.Equal((true, 4, 2, 0), (status.IsNewer, status.Current, status.Known, status.Pending.Count));
        Assert.Equal([1, 2, 4], await Runs());
    }

    [Fact]
    public async Task Asking_changes_nothing()
    {
        var database = await test.Open();
        var status = await (await Migrator(Scripts)).StatusAsync();

        Assert.Equal((0, 4), (status.Current, status.Known));
        Assert.Equal(Scripts, status.Pending);
        var tables = database.Engine == SqlEngine.Sqlite ? "sqlite_master" : "information_schema.tables WHERE table_schema = DATABASE()";
        Assert.Equal(0, await Scalar<long>($"SELECT COUNT(*) FROM {tables}"));
    }

    [Fact]
    public async Task A_script_that_fails_is_not_recorded_and_the_lock_is_free_again()
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await Migrator([Scripts[0], new(2, "broken", "INSERT INTO nowhere (x) VALUES (1)")])).MigrateAsync());

        await (await Migrator(Scripts, TimeSpan.Zero)).MigrateAsync();

        Assert.Equal([1, 2, 4], await Runs());
    }

    private async Task<SchemaMigrator> Migrator(IReadOnlyList<SchemaScript> scripts, TimeSpan? patience = null) =>
        new(await test.Open(), TimeProvider.System, new LeaseTerms { Patience = patience ?? TimeSpan.FromMinutes(1), RetryAfter = TimeSpan.FromMilliseconds(20) }, scripts);

    /// <summary>Runs those under the lock, and is never heard of again: it renews nothing and gives nothing back.</summary>
    private async Task<SqlLease> DiesAfter(IEnumerable<SchemaScript> scripts, TimeSpan length)
    {
        var database = await test.Open();
        var history = new SchemaHistory(database, TimeProvider.System);
        await history.PrepareAsync();
        await SqlLease.PrepareAsync(database);
        var lease = await SqlLease.AcquireAsync(database, Lock, new LeaseTerms { Length = length }, new FakeTimeProvider());
        foreach (var script in scripts)
        {
            await history.ApplyAsync(script, lease);
        }

        return lease;
    }

    private async Task<IEnumerable<long>> Runs()
    {
        var database = await test.Open();
        return await database.ReadAsync((connection, moment) => connection.QueryAsync<long>("SELECT version FROM runs ORDER BY version", transaction: moment));
    }

    private async Task<T> Scalar<T>(string sql)
    {
        var database = await test.Open();
        return (await database.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<T>(sql, transaction: moment)))!;
    }
}

public sealed class SqliteSchemaMigratorTests() : SchemaMigratorSpec(new SqliteTestDatabase());

public sealed class MariaDbSchemaMigratorTests(MariaDbServer server) : SchemaMigratorSpec(new MariaDbTestDatabase(server));
