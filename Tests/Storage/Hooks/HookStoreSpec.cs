using Parley.Grains.Hooks;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Hooks;

/// <summary>What is kept of incoming webhooks, on each engine.</summary>
[Trait("Scope", "S18")]
public abstract class HookStoreSpec : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private Databases _databases = null!;
    private HookStore _store = null!;

    public async ValueTask InitializeAsync() => _store = new HookStore(_databases = await OpenAsync(_clock), _clock);

    public virtual ValueTask DisposeAsync()
    {
        _databases.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_webhook_is_found_by_its_id_and_in_its_room_alone_until_it_is_ended()
    {
        var hook = await _store.AddAsync("h1", "r1", "u1", "Bauten 🏗", "HASH1", "u2");
        await _store.AddAsync("h2", "r2", "u3", "Other", "HASH2", "u2");

        Assert.Equal((hook, "HASH1"), await _store.FindAsync("h1"));
        Assert.Equal(hook, await _store.FindAsync("r1", "h1"));
        Assert.Null(await _store.FindAsync("r2", "h1"));
        Assert.Equal([hook], await _store.ListAsync("r1"));
        Assert.Equal(1, await _store.CountAsync("r1"));

        Assert.True(await _store.SetSecretAsync("h1", "HASH3"));
        Assert.Equal("HASH3", (await _store.FindAsync("h1"))?.SecretHash);
        Assert.True(await _store.DeleteAsync("h1"));
        Assert.False(await _store.DeleteAsync("h1"));
        Assert.False(await _store.SetSecretAsync("h1", "HASH4"));
        Assert.Null(await _store.FindAsync("h1"));
    }

    [Fact]
    public async Task When_it_was_used_is_written_once_a_minute()
    {
        var hook = await _store.AddAsync("h3", "r3", "u1", "Used", "HASH", "u2");
        Assert.Null(hook.LastUsedAt);

        await _store.UsedAsync(hook);
        var first = await _store.FindAsync("r3", "h3");
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _store.UsedAsync(first!);
        Assert.Equal(first, await _store.FindAsync("r3", "h3"));

        _clock.Advance(TimeSpan.FromSeconds(31));
        await _store.UsedAsync(first!);
        Assert.InRange((await _store.FindAsync("r3", "h3"))!.LastUsedAt!.Value - first!.LastUsedAt!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
    }

    protected abstract Task<Databases> OpenAsync(TimeProvider clock);
}

public sealed class SqliteHookStoreTests : HookStoreSpec
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<Databases> OpenAsync(TimeProvider clock) => Task.FromResult(Databases.Open(DataFolder.Open(_folder.Path), clock));
}

public sealed class MariaDbHookStoreTests(MariaDbServer server) : HookStoreSpec
{
    protected override async Task<Databases> OpenAsync(TimeProvider clock)
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        var connection = await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(connection, connection, connection), clock);
    }
}
