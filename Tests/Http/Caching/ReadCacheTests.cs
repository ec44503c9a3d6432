using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Parley.WebFrontend.Caching;
using Xunit;
using ZiggyCreatures.Caching.Fusion;

namespace Parley.Tests.Http.Caching;

/// <summary>What is remembered of a real database: how often it is read, and what happens while it cannot be.</summary>
[Trait("Scope", "S12")]
public sealed class ReadCacheTests : IAsyncLifetime
{
    private const int Keys = 400;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private readonly TestLog _log = TestLog.OnSqlite();
    private bool _isBroken;

    private Database Database => _log.Databases.Messages;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_for_what_has_ended_one_reads()
    {
        using var off = Cache(new CachingOptions { Enabled = false });
        Assert.Equal(200, await ReadsOf(() => Crowd(off)));

        using var cache = Cache(new CachingOptions());
        Assert.Equal(1, await ReadsOf(() => Crowd(cache)));

        Task Crowd(ReadCache of) => Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Ask(of, "hot", TimeSpan.FromMinutes(1)))));
    }

    /// <summary>Avalanche: what was remembered in the same moment ends in the same moment.</summary>
    [Fact]
    public async Task What_was_remembered_together_does_not_end_together()
    {
        using var together = Cache(new CachingOptions { Jitter = 0, RefreshAhead = 0 });
        Assert.Equal(Keys, await ReadsAtTheEndOf(together));

        using var apart = Cache(new CachingOptions { Jitter = 10, RefreshAhead = 0 });
        Assert.InRange(await ReadsAtTheEndOf(apart), 0, Keys / 2);
    }

    [Fact]
    public async Task While_the_source_fails_the_old_answer_is_given()
    {
        using var strict = Cache(new CachingOptions { StaleFor = TimeSpan.Zero, Jitter = 0 });
        using var cache = Cache(new CachingOptions { Jitter = 0 });
        await Ask(strict, "a", Short);
        await Ask(cache, "a", Short);
        await Ended(strict, "a");

        _isBroken = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(strict, "a", Short));
        Assert.Equal("a", await Ask(cache, "a", Short));
        Assert.Equal(0, await ReadsOf(() => Ask(cache, "a", Short))); // nor is a source in trouble asked by everybody
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(cache, "never read", Short));
    }

    [Fact]
    public async Task What_is_in_use_is_read_anew_before_it_ends_and_nobody_waits_for_that()
    {
        using var cache = Cache(new CachingOptions { StaleFor = TimeSpan.Zero, Jitter = 0, RefreshAhead = 0.005 });
        var (reads, done) = (0, new TaskCompletionSource());
        Assert.Equal("1", await Get());

        await Eventually.Is(async () => await Get() == "1" && Volatile.Read(ref reads) == 2, "it is being read anew");
        Assert.Equal("1", await Get());
        done.SetResult();
        await Eventually.Is(async () => await Get() == "2", "the new answer is given");

        Task<string?> Get() => cache.GetAsync<string>("name", "a", TimeSpan.FromMinutes(1), _ => 0, async () =>
        {
            var read = Interlocked.Increment(ref reads);
            if (read > 1)
            {
                await done.Task;
            }

            return $"{read}";
        }).AsTask();
    }

    [Fact]
    public async Task What_is_not_there_is_not_remembered()
    {
        using var cache = Cache(new CachingOptions());
        Assert.Null(await cache.GetAsync<string>("name", "a", TimeSpan.FromMinutes(1), _ => 0, () => Task.FromResult<string?>(null)));
        Assert.Equal("a", await Ask(cache, "a", TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task It_takes_no_more_memory_than_it_may()
    {
        using var cache = Cache(new CachingOptions { MaxBytes = 1024 * 1024 });
        for (var i = 0; i < 500; i++)
        {
            cache.Keep("text", $"{i}", TimeSpan.FromMinutes(1), "x", size: 100_000);
        }

        Assert.InRange(Enumerable.Range(0, 500).Count(i => cache.Find<string>("text", $"{i}") is not null), 0, 10);
        Assert.Equal("a", await Ask(cache, "a", TimeSpan.FromMinutes(1)));
    }

    private static ReadCache Cache(CachingOptions options) => new(Options.Create(options), TestMetrics.Frontend(), NullLogger<FusionCache>.Instance);

    /// <summary>Reads the database by the key, and answers with it.</summary>
    private Task<string?> Ask(ReadCache cache, string key, TimeSpan lifetime) => cache.GetAsync<string>("name", key, lifetime, _ => 0, async () =>
    {
        if (_isBroken)
        {
            throw new InvalidOperationException("The database is away.");
        }

        await Database.ReadAsync((_, _) => Task.FromResult(0));
        return key;
    }).AsTask();

    private async Task<long> ReadsOf(Func<Task> work)
    {
        var reads = Database.Reads;
        await work();
        return Database.Reads - reads;
    }

    /// <summary>Fills it, waits until what has no part in chance has ended, and asks for everything once more.</summary>
    private async Task<long> ReadsAtTheEndOf(ReadCache cache)
    {
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => Ask(cache, $"{i}", Short)));
        using var marker = Cache(new CachingOptions { Jitter = 0, StaleFor = TimeSpan.Zero });
        await Ask(marker, "marker", Short);
        await Ended(marker, "marker");
        return await ReadsOf(() => Task.WhenAll(Enumerable.Range(0, Keys).Select(i => Ask(cache, $"{i}", Short))));
    }

    private static Task Ended(ReadCache cache, string key) => Eventually.Is(() => Task.FromResult(cache.Find<string>("name", key) is null), "it has ended");
}
