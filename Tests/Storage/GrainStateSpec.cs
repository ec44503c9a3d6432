using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Parley.Grains;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>What the grains' state relies on, checked against our SQL on each engine: a row has versions, and each is written once.</summary>
[Trait("Scope", "P1")]
public abstract class GrainStateSpec(IServiceProvider services)
{
    private const string Name = "test";
    private readonly IGrainStorage _storage = services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore);

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
        string[] keys = [new('k', 200), new string('k', 200) + "x", "case", "CASE", " case", .. OddKeys];
        foreach (var key in keys)
        {
            await Write(key, key);
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, (await Read(key)).State!.Value);
        }
    }

    [Fact]
    public async Task A_megabyte_comes_back_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 150_000).Select(i => $"{i} é"));
        await Write("large", text);

        Assert.Equal(text, (await Read("large")).State!.Value);
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

    /// <summary>Keys that this engine tells apart as well.</summary>
    protected virtual string[] OddKeys => [];

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
