using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Parley.Grains;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>What the grains' state relies on, checked against our SQL on each engine: a row has versions, and each is written once.</summary>
[Trait("Scope", "P1")]
public abstract class GrainStateSpec(TestSilo silo)
{
    private const string Name = "test";
    private IGrainStorage _storage = StorageOf(silo);

    [Theory]
    [InlineData("plain")]
    [InlineData("ünïcode 🦦 \u0301")]
    [InlineData("it's; DROP TABLE OrleansStorage --")]
    [InlineData("a/b+c?d=e&f")]
    public async Task What_was_written_is_read(string key)
    {
        await Write(key, "text 🦦");

        var read = await Read(key);

        Assert.True(read.RecordExists);
        Assert.Equal("text 🦦", read.State!.Value);
    }

    [Fact]
    public async Task Long_keys_and_keys_that_differ_little_are_kept_apart()
    {
        string[] keys =
        [
            new('k', 200), new string('k', 200) + "x", new string('k', 480) + "x", new string('k', 480) + "y",
            "case", "CASE", " case", "🦦", "🦫", "e\u0301", "\u00e9", .. OddKeys,
        ];
        foreach (var key in keys)
        {
            await Write(key, key);
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, (await Read(key)).State!.Value);
        }
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(70_000)] // more than a BLOB of MySQL holds
    [InlineData(1_000_000)]
    [InlineData(2_000_000)]
    public async Task Large_state_comes_back_whole(int characters)
    {
        var text = string.Concat(Enumerable.Range(0, characters / 8).Select(i => $"{i % 100_000,6}é "));
        await Write($"large-{characters}", text);

        Assert.Equal(text, (await Read($"large-{characters}")).State!.Value);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await Write("restart", "before");
        var before = await Read("restart");
        await silo.Restart();
        _storage = StorageOf(silo);

        var after = await Read("restart");
        Assert.Equal(("before", before.ETag), (after.State!.Value, after.ETag));
        after.State = new("after");
        await _storage.WriteStateAsync(Name, Id("restart"), after);

        Assert.Equal("after", (await Read("restart")).State!.Value);
    }

    [Fact]
    public async Task It_is_kept_to_the_millisecond_when_state_was_written()
    {
        // Of ten writes that follow each other some are not on the full second.
        for (var i = 0; i < 10; i++)
        {
            await Write($"moment-{i}", "");
        }

        var moments = await silo.Databases.Grains.ReadAsync((connection, moment) => connection.QueryAsync<DateTime>(
            "SELECT ModifiedOn FROM OrleansStorage WHERE GrainIdExtensionString LIKE 'moment-%'", transaction: moment));

        Assert.Equal(10, moments.Count());
        Assert.Contains(moments, at => at.Millisecond != 0);
        Assert.All(moments, at => Assert.InRange(at, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1)));
    }

    [Fact]
    public async Task A_stale_version_writes_nothing()
    {
        await Write("stale-write", "first");
        var mine = await Read("stale-write");
        var stale = await Read("stale-write");
        mine.State = new("mine");
        await _storage.WriteStateAsync(Name, Id("stale-write"), mine);

        stale.State = new("stale");
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, Id("stale-write"), stale));

        Assert.Equal("mine", (await Read("stale-write")).State!.Value);
    }

    [Fact]
    public async Task A_stale_version_clears_nothing()
    {
        await Write("stale-clear", "first");
        var stale = await Read("stale-clear");
        var mine = await Read("stale-clear");
        await _storage.WriteStateAsync(Name, Id("stale-clear"), mine);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(Name, Id("stale-clear"), stale));

        Assert.Equal("first", (await Read("stale-clear")).State!.Value);
    }

    [Fact]
    public async Task Who_has_not_read_cannot_write_over()
    {
        await Write("exists", "first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Write("exists", "second"));

        Assert.Equal("first", (await Read("exists")).State!.Value);
    }

    [Fact]
    public async Task A_version_of_a_row_that_is_not_there_writes_nothing()
    {
        var state = new GrainState<Text>(new("lost")) { ETag = "7", RecordExists = true };

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, Id("absent"), state));

        Assert.False((await Read("absent")).RecordExists);
    }

    [Fact]
    public async Task Of_many_first_writers_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = $"race-{round}";
            var winners = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => TryWrite(key, $"{writer}"))));

            Assert.Single(winners, won => won is not null);
            Assert.Equal(winners.Single(won => won is not null), (await Read(key)).State!.Value);
        }
    }

    [Fact]
    public async Task A_hundred_grains_write_five_times_each_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(grain => Task.Run(async () =>
        {
            var state = new GrainState<Text>();
            for (var write = 1; write <= 5; write++)
            {
                state.State = new($"{grain}: {write}");
                await _storage.WriteStateAsync(Name, Id($"crowd-{grain}"), state);
            }
        })));

        for (var grain = 0; grain < 100; grain++)
        {
            var read = await Read($"crowd-{grain}");
            Assert.Equal(($"{grain}: 5", "5"), (read.State!.Value, read.ETag));
        }
    }

    [Fact]
    public async Task After_a_conflict_the_grain_goes_on_with_what_is_stored()
    {
        var grain = silo.Grains.GetGrain<IKeepingGrain>("conflict");
        await grain.Keep("mine");
        var other = new GrainState<KeptText>();
        await _storage.ReadStateAsync(KeepingGrain.StateName, grain.GetGrainId(), other);
        other.State = new KeptText { Value = "other" };
        await _storage.WriteStateAsync(KeepingGrain.StateName, grain.GetGrainId(), other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Keep("lost"));

        await Eventually.Is(async () => await grain.Kept() == "other", "another activation has read what is stored");
        await grain.Keep("again");
        Assert.Equal("again", await grain.Kept());
    }

    [Fact]
    public async Task What_was_cleared_is_gone_and_can_be_written_again()
    {
        await Write("cleared", "first");
        var state = await Read("cleared");
        await _storage.ClearStateAsync(Name, Id("cleared"), state);
        Assert.False((await Read("cleared")).RecordExists);

        state.State = new("second");
        await _storage.WriteStateAsync(Name, Id("cleared"), state);

        Assert.Equal("second", (await Read("cleared")).State!.Value);
    }

    /// <summary>Cleared state keeps its row and counts on: a version from before can never fit again.</summary>
    [Fact]
    public async Task Who_knows_it_from_before_it_was_cleared_cannot_write_it()
    {
        await Write("resurrected", "first");
        var before = await Read("resurrected");
        var state = await Read("resurrected");
        await _storage.ClearStateAsync(Name, Id("resurrected"), state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, Id("resurrected"), before));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(Name, Id("resurrected"), before));

        Assert.False((await Read("resurrected")).RecordExists);
    }

    /// <summary>Keys that this engine tells apart as well.</summary>
    protected virtual string[] OddKeys => [];

    private static IGrainStorage StorageOf(TestSilo silo) => silo.Services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore);

    private static GrainId Id(string key) => GrainId.Create("test", key);

    private Task Write(string key, string text) => _storage.WriteStateAsync(Name, Id(key), new GrainState<Text>(new(text)));

    private async Task<string?> TryWrite(string key, string text)
    {
        try
        {
            await Write(key, text);
            return text;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    private async Task<GrainState<Text>> Read(string key)
    {
        var state = new GrainState<Text>();
        await _storage.ReadStateAsync(Name, Id(key), state);
        return state;
    }

    public sealed record Text(string? Value)
    {
        public Text()
            : this((string?)null)
        {
        }
    }
}
