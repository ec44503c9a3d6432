using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Grains.Caching;
using Parley.Grains.Storage;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Parley.Tests.Support;
using StackExchange.Redis;
using Xunit;
using ZiggyCreatures.Caching.Fusion;

namespace Parley.Tests.Storage.Caching;

/// <summary>What silos remember of a real database, with a real Redis between them and without one: how often it is read.</summary>
[Trait("Scope", "S12")]
public sealed class SharedCacheTests : IAsyncLifetime
{
    private const int Keys = 30;
    private readonly TempFolder _folder = new();
    private readonly TestLog _log = TestLog.OnSqlite();
    private readonly List<IDisposable> _silos = [];
    private readonly List<SecondLevel> _levels = [];
    private RedisProcess _redis = null!;

    private Database Database => _log.Databases.Messages;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisProcess.Missing is not null, RedisProcess.Missing ?? "");
        _redis = new RedisProcess(new ProcessSetting(_folder.Path, Detached: false, Patience: TimeSpan.FromSeconds(30)), LoopbackPort.Free());
        await _redis.StartAsync(TestContext.Current.CancellationToken);
        await _redis.WaitReadyAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _silos.ForEach(silo => silo.Dispose());
        foreach (var level in _levels)
        {
            await level.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.KillAsync();
        }

        await _log.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_one_silo_has_read_no_other_reads_nor_does_one_that_has_just_started()
    {
        var alone = new[] { Silo(redis: null), Silo(redis: null), Silo(redis: null) };
        Assert.Equal(3 * Keys, await ReadsOf(() => AskAll(alone)));

        var sharing = new[] { Silo(), Silo(), Silo() };
        Assert.Equal(Keys, await ReadsOf(() => AskAll(sharing)));
        Assert.Equal(0, await ReadsOf(() => AskAll([Silo()])));

        async Task AskAll(SharedCache[] silos)
        {
            foreach (var silo in silos)
            {
                await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => Ask(silo, $"{i}")));
            }
        }
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_reads_and_that_there_is_nothing_is_remembered_too()
    {
        var (silo, other) = (Silo(), Silo());
        Assert.Equal(1, await ReadsOf(() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Ask(silo, "hot"))))));
        Assert.Equal(1, await ReadsOf(() => Ask(silo, "none", isThere: false)));
        Assert.Equal(0, await ReadsOf(() => Ask(other, "none", isThere: false)));
    }

    /// <summary>It is asked once, not by each question anew, and is used again when it is back.</summary>
    [Fact]
    public async Task A_Redis_that_hangs_or_is_away_costs_a_moment_and_nothing_is_missing()
    {
        var hasty = TimeSpan.FromMilliseconds(200);
        var (silo, other) = (Silo(_redis.ConnectionString(), hasty), Silo(_redis.ConnectionString(), hasty));
        await Ask(silo, "before");

        await _redis.FreezeAsync();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"frozen {i}", (await Ask(silo, $"frozen {i}"))!.Text);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5); // 50 would wait for 10 s and more
        _redis.Thaw();
        await _redis.KillAsync();
        Assert.Equal("away", (await Ask(silo, "away"))!.Text);
        Assert.Equal("before", (await Ask(silo, "before"))!.Text);

        await _redis.StartAsync(TestContext.Current.CancellationToken);
        await _redis.WaitReadyAsync(TestContext.Current.CancellationToken);
        var round = 0;
        await Eventually.Is(async () =>
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"back {round++}");
            await Ask(silo, key);
            return await ReadsOf(() => Ask(other, key)) == 0;
        }, "it is shared again");
    }

    [Fact]
    public async Task Redis_holds_neither_keys_in_words_nor_anything_for_ever()
    {
        await Ask(Silo(), "https://example.org/secret-address");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString());
        var key = Assert.Single(redis.GetServers()[0].Keys().ToArray());
        Assert.DoesNotContain("secret", key.ToString(), StringComparison.Ordinal);
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_setting_that_cannot_be_read_is_refused_without_repeating_it()
    {
        var refused = Assert.Throws<StartupException>(() => Level("a:b:c,secret=hunter2"));
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    private SharedCache Silo() => Silo(_redis.ConnectionString());

    private SharedCache Silo(string? redis, TimeSpan? patience = null)
    {
        var level = Level(redis, patience);
        var silo = new SharedCache("thing", 1024 * 1024, level, TestMetrics.Silo(), TimeProvider.System, NullLogger<FusionCache>.Instance);
        _levels.Add(level);
        _silos.Add(silo);
        return silo;
    }

    private static SecondLevel Level(string? redis, TimeSpan? patience = null) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:RedisCache", redis)]).Build(),
        Options.Create(new SecondLevelOptions { Patience = patience ?? TimeSpan.FromSeconds(10), BreakFor = TimeSpan.FromSeconds(2) }));

    /// <summary>Reads the database by the key, and answers with it.</summary>
    private Task<Thing?> Ask(SharedCache silo, string key, bool isThere = true) => silo.GetAsync<Thing>(key, _ => (TimeSpan.FromMinutes(1), 100), async _ =>
    {
        await Database.ReadAsync((_, _) => Task.FromResult(0));
        return isThere ? new Thing(key, new byte[] { 1, 2, 3 }) : null;
    }, TestContext.Current.CancellationToken);

    private async Task<long> ReadsOf(Func<Task> work)
    {
        var reads = Database.Reads;
        await work();
        return Database.Reads - reads;
    }

    private sealed record Thing(string Text, ReadOnlyMemory<byte> Bytes);
}
