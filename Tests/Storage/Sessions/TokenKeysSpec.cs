using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Sessions;
using Parley.Grains.Storage;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Sessions;

/// <summary>Keys in the database, on each engine: all nodes have the same ones, and one of them signs.</summary>
[Trait("Scope", "S5")]
public abstract class TokenKeysSpec(TestSilo silo) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await silo.Databases.Identity.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync("DELETE FROM token_keys", transaction: transaction) + await connection.ExecuteAsync("DELETE FROM server_keys WHERE name LIKE 'access-tokens%'", transaction: transaction));

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nodes_that_start_at_the_same_time_begin_with_the_same_key()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Node().CurrentAsync())));

        Assert.Single(rings.Select(ring => ring.Signing(DateTimeOffset.UtcNow).Key.Id).Distinct());
        Assert.All(rings, ring => Assert.Single(ring.Entries));
    }

    [Fact]
    public async Task The_only_key_of_an_older_version_goes_on()
    {
        var older = TokenKeyPair.New(TokenAlgorithms.Es256);
        silo.Services.GetRequiredService<ServerKeys>().GetOrAdd("access-tokens", older.Export);

        var ring = await Node(new SessionOptions { Algorithm = TokenAlgorithms.Rs256 }).CurrentAsync();

        Assert.Equal((older.Id, TokenAlgorithms.Es256), (ring.Signing(DateTimeOffset.UtcNow).Key.Id, ring.Signing(DateTimeOffset.UtcNow).Key.Algorithm));
    }

    [Theory]
    [InlineData(TokenAlgorithms.Es256)]
    [InlineData(TokenAlgorithms.Rs256)]
    [InlineData(TokenAlgorithms.Hs256)]
    public async Task A_new_installation_begins_with_the_algorithm_of_its_setting(string algorithm)
    {
        var first = (await Node(new SessionOptions { Algorithm = algorithm }).CurrentAsync()).Entries.Single();
        var second = (await Node(new SessionOptions { Algorithm = algorithm }).CurrentAsync()).Entries.Single();

        Assert.Equal((algorithm, first.Key.Id), (second.Key.Algorithm, second.Key.Id));
    }

    [Fact]
    public async Task A_key_is_published_then_takes_over_and_two_who_rotate_at_the_same_time_do_it_once()
    {
        var keys = silo.Grains.TokenKeys();
        var first = Assert.Single(await keys.List());
        var added = (await keys.Add(new AddTokenKey(TokenAlgorithms.Rs256))).Value!;
        Assert.Equal((TokenKeyState.Published, null), (added.State, added.SignsFrom));
        Assert.Equal(new[] { added.Id, first.Id }.Order(), (await keys.Current()).Keys.Select(key => key.Id).Order());

        var rotated = await Task.WhenAll(silo.Grains.TokenKeys().Rotate(new RotateTokenKeys(false)), silo.Grains.TokenKeys().Rotate(new RotateTokenKeys(false)));

        var scheduled = (await keys.List()).Where(key => key.SignsFrom > DateTimeOffset.UtcNow).ToArray();
        Assert.Contains(scheduled, key => key.Id == added.Id && key.SignsFrom == added.CreatedAt + new SessionOptions().KeyOverlap);
        Assert.Contains(added.Id, rotated.Select(outcome => outcome.Value!.Id));
        Assert.Equal(TokenKeyState.Signing, (await keys.List()).Single(key => key.Id == first.Id).State);
    }

    [Fact]
    public async Task At_once_means_that_no_other_key_counts_any_more()
    {
        var keys = silo.Grains.TokenKeys();
        var stolen = Assert.Single(await keys.List());

        var next = (await keys.Rotate(new RotateTokenKeys(AtOnce: true))).Value!;

        Assert.Equal(TokenKeyState.Signing, next.State);
        Assert.Equal([next.Id], (await keys.Current()).Keys.Select(key => key.Id));
        Assert.Equal(TokenKeyState.Retired, (await keys.List()).Single(key => key.Id == stolen.Id).State);
    }

    [Fact]
    public async Task There_are_never_more_than_ten_and_no_algorithm_that_is_none()
    {
        var keys = silo.Grains.TokenKeys();
        Assert.Equal(ErrorCatalog.Invalid, (await keys.Add(new AddTokenKey("none"))).Error?.Code);
        for (var n = (await keys.List()).Length; n < 10; n++)
        {
            Assert.False((await keys.Add(new AddTokenKey(null))).IsError);
        }

        Assert.Equal(ErrorCatalog.Invalid, (await keys.Add(new AddTokenKey(null))).Error?.Code);
    }

    /// <summary>The keys as one more silo has them.</summary>
    private SigningKeys Node(SessionOptions? options = null) => new(
        new TokenKeyStore(silo.Databases, silo.Services.GetRequiredService<ServerKeys>(), TimeProvider.System), Options.Create(options ?? new SessionOptions()),
        TimeProvider.System, NullLogger<SigningKeys>.Instance);
}

public sealed class SqliteTokenKeysTests(SqliteSilo silo) : TokenKeysSpec(silo), IClassFixture<SqliteSilo>;

public sealed class MariaDbTokenKeysTests(MariaDbSilo silo) : TokenKeysSpec(silo), IClassFixture<MariaDbSilo>;
