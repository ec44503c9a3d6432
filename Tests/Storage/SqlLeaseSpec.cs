using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>A lock in a table, on each engine: one owner at a time, whatever happens to it.</summary>
[Trait("Scope", "S13")]
public abstract class SqlLeaseSpec(TestDatabase test) : IAsyncLifetime
{
    private const string Name = "test";
    private static readonly LeaseTerms Impatient = new() { Patience = TimeSpan.Zero };

    public async ValueTask InitializeAsync() => await SqlLease.PrepareAsync(await test.Open());

    public async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task One_at_a_time_has_it_and_the_fence_grows_with_each()
    {
        var (inside, fences) = (0, new List<long>());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var database = await test.Open();
            for (var i = 0; i < 5; i++)
            {
                await using var lease = await SqlLease.AcquireAsync(database, Name, new() { RetryAfter = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                fences.Add(lease.Fence);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        })));

        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), fences);
    }

    [Fact]
    public async Task While_the_owner_lives_others_are_told_who_it_is()
    {
        await using var owner = await Acquire(new LeaseTerms());

        var refused = await Assert.ThrowsAsync<LeaseRefusedException>(() => Acquire(Impatient));

        Assert.Equal(owner.Owner, refused.Owner);
        Assert.StartsWith($"{Environment.MachineName}/{Environment.ProcessId}/", refused.Owner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_it_keeps_it_beyond_the_lease_by_renewing()
    {
        var length = TimeSpan.FromMilliseconds(600);
        await using var owner = await Acquire(new LeaseTerms { Length = length, RenewEvery = TimeSpan.FromMilliseconds(50) });
        var first = await Column<long>("lease_until_ms");
        var database = await test.Open();

        await Eventually.Is(async () => await Column<long>(database.NowMs) > first + 300, "the first lease is over");

        await Assert.ThrowsAsync<LeaseRefusedException>(() => Acquire(Impatient));
        Assert.Equal(owner.Fence, await Column<long>("fence"));
    }

    [Fact]
    public async Task After_a_dead_owner_the_next_has_it_when_the_lease_is_over()
    {
        var dead = await Dead(TimeSpan.FromMilliseconds(700));
        var started = Stopwatch.GetTimestamp();

        await using var next = await Acquire(new LeaseTerms());

        Assert.Equal(dead.Fence + 1, next.Fence);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(10));
    }

    /// <summary>A node that believes it is tomorrow does not think the leases of today over.</summary>
    [Fact]
    public async Task A_clock_that_is_ahead_steals_nothing()
    {
        await using var owner = await Acquire(new LeaseTerms());
        var tomorrow = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(1));

        await Assert.ThrowsAsync<LeaseRefusedException>(async () => await SqlLease.AcquireAsync(await test.Open(), Name, Impatient, tomorrow, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_comes_late_cannot_commit_under_it()
    {
        var database = await test.Open();
        var late = await Dead(TimeSpan.FromMilliseconds(1));
        await using var next = await Acquire(new LeaseTerms());

        await Assert.ThrowsAsync<LeaseLostException>(() => database.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync("UPDATE schema_locks SET owner = 'overwritten' WHERE name = @Name", new { Name }, transaction);
            await late.ConfirmAsync(connection, transaction);
            return true;
        }));

        Assert.Equal(next.Owner, await Column<string>("owner"));
    }

    [Fact]
    public async Task Who_comes_late_does_not_give_back_what_is_another_s()
    {
        var late = await Dead(TimeSpan.FromMilliseconds(1));
        await using var next = await Acquire(new LeaseTerms());

        await late.DisposeAsync();

        await Assert.ThrowsAsync<LeaseRefusedException>(() => Acquire(Impatient));
        Assert.Equal(next.Owner, await Column<string>("owner"));
    }

    /// <summary>Between the check and the commit nobody can take the lock, though the lease is over.</summary>
    [Fact]
    public async Task Once_confirmed_it_is_kept_until_the_commit()
    {
        var database = await test.Open();
        var owner = await Dead(TimeSpan.FromMilliseconds(1));
        Task<SqlLease>? next = null;
        await database.WriteAsync(async (connection, transaction) =>
        {
            await owner.ConfirmAsync(connection, transaction);
            next = Acquire(new LeaseTerms());
            var over = $"SELECT {database.NowMs} > lease_until_ms + 100 FROM schema_locks WHERE name = @Name";
            await Eventually.Is(async () => await connection.ExecuteScalarAsync<bool>(over, new { Name }, transaction), "the lease is over");
            Assert.False(next.IsCompleted);
            return true;
        });

        await using var taken = await next!;
        Assert.Equal(owner.Fence + 1, taken.Fence);
    }

    private async Task<SqlLease> Acquire(LeaseTerms terms) => await SqlLease.AcquireAsync(await test.Open(), Name, terms, TimeProvider.System);

    /// <summary>Has the lock, and from then on nothing is heard of it: its clock stands still.</summary>
    private async Task<SqlLease> Dead(TimeSpan length) =>
        await SqlLease.AcquireAsync(await test.Open(), Name, new LeaseTerms { Length = length }, new FakeTimeProvider());

    private async Task<T> Column<T>(string column)
    {
        var database = await test.Open();
        return (await database.ReadAsync((connection, moment) =>
            connection.ExecuteScalarAsync<T>($"SELECT {column} FROM schema_locks WHERE name = @Name", new { Name }, moment)))!;
    }
}

public sealed class SqliteLeaseTests() : SqlLeaseSpec(new SqliteTestDatabase());

public sealed class MariaDbLeaseTests(MariaDbServer server) : SqlLeaseSpec(new MariaDbTestDatabase(server));
