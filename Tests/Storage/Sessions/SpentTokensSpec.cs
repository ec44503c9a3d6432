using Dapper;
using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Sessions;

/// <summary>What is good once, on each engine: whoever spends it, on whatever node, one of them has it.</summary>
[Trait("Scope", "S6")]
public abstract class SpentTokensSpec(TestSilo silo)
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddHours(1);
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Of_fifty_who_spend_it_at_the_same_time_one_has_it()
    {
        var nodes = Enumerable.Range(0, 5).Select(_ => new SpentTokens(silo.Databases, TimeProvider.System)).ToArray();

        var spent = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => nodes[n % 5].TrySpendAsync("ticket", _id, $"attempt-{n}", Later))));

        Assert.Single(spent, true);
    }

    [Fact]
    public async Task A_repeat_of_the_same_attempt_is_no_second_use_and_a_second_use_stays_refused()
    {
        var tokens = new SpentTokens(silo.Databases, TimeProvider.System);

        Assert.True(await tokens.TrySpendAsync("ticket", _id, "a", Later));
        Assert.True(await tokens.TrySpendAsync("ticket", _id, "a", Later));
        Assert.False(await tokens.TrySpendAsync("ticket", _id, "b", Later));
        Assert.True(await tokens.TrySpendAsync("invite", _id, "b", Later)); // another kind of thing
    }

    [Fact]
    public async Task It_is_remembered_until_its_time_and_swept_by_later_ones()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tokens = new SpentTokens(silo.Databases, clock);
        await tokens.TrySpendAsync("swept", _id, "a", clock.GetUtcNow().AddMinutes(1));

        await tokens.TrySpendAsync("swept", _id + "-2", "a", clock.GetUtcNow().AddDays(2));
        Assert.Equal(2, await CountAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        await tokens.TrySpendAsync("swept", _id + "-3", "a", clock.GetUtcNow().AddDays(2));

        Assert.Equal(2, await CountAsync());
    }

    private Task<long> CountAsync() => silo.Databases.Identity.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM spent_tokens WHERE id LIKE @like", new { like = $"swept:{_id}%" }, moment));
}

public sealed class SqliteSpentTokensTests(SqliteSilo silo) : SpentTokensSpec(silo), IClassFixture<SqliteSilo>;

public sealed class MariaDbSpentTokensTests(MariaDbSilo silo) : SpentTokensSpec(silo), IClassFixture<MariaDbSilo>;
