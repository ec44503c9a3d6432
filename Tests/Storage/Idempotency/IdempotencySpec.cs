using Microsoft.Extensions.Options;
using Parley.Grains.Idempotency;
using Parley.Grains.Storage;
using Parley.Idempotency;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Idempotency;

/// <summary>Requests that must not be done twice, on each engine and with several silos at it.</summary>
[Trait("Scope", "S14")]
public abstract class IdempotencySpec : IAsyncLifetime
{
    private const int Nodes = 3;
    private static readonly RequestKey Key = new("uann", "order-1");
    private static readonly KeptAnswer Answer = new(201, new Dictionary<string, string> { ["Location"] = "/x" }, "{\"secret\":1}");
    private readonly TestClock _clock = new();
    private readonly List<Databases> _databases = [];
    private readonly List<IdempotencyStore> _stores = [];
    private readonly IdempotencyOptions _options = new() { MaxPerUser = 3 };

    public async ValueTask InitializeAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            var databases = await OpenAsync(_clock);
            _databases.Add(databases);
            _stores.Add(new IdempotencyStore(databases, new Sealing(new ServerKeys(databases, _clock)), Options.Create(_options), _clock));
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _databases.ForEach(databases => databases.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_many_with_one_key_one_does_it_and_the_others_get_its_answer()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Begin($"a{i}", node: i % Nodes))));
        var winner = $"a{Assert.Single(Enumerable.Range(0, 12), i => all[i].State == RequestState.Mine)}";
        Assert.Equal(11, all.Count(one => one.State == RequestState.InFlight));
        Assert.Equal(RequestState.Mine, (await Begin(winner)).State); // a call that was repeated

        await _stores[1].CompleteAsync(new CompleteRequest(Key, winner, Answer));
        var later = await Begin("later", node: 2);

        Assert.Equal((RequestState.Done, 201, "/x", "{\"secret\":1}"), (later.State, later.Answer!.Status, later.Answer.Headers["Location"], later.Answer.Body));
        Assert.Equal(RequestState.Mine, (await Begin("other", new RequestKey("ubob", Key.Key))).State);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_until_it_ends()
    {
        await Begin("a");
        Assert.Equal(RequestState.Another, (await Begin("b", fingerprint: "2")).State);
        await _stores[0].CompleteAsync(new CompleteRequest(Key, "a", Answer));
        Assert.Equal(RequestState.Another, (await Begin("b", fingerprint: "2")).State);

        _clock.Advance(_options.KeepFor);
        Assert.Equal(RequestState.Mine, (await Begin("b", fingerprint: "2")).State);
    }

    [Fact]
    public async Task What_was_not_done_is_done_by_who_repeats_it()
    {
        await Begin("a");
        await _stores[1].AbandonAsync(Key, "a");

        Assert.Equal(RequestState.Mine, (await Begin("b")).State);
    }

    [Fact]
    public async Task Whoever_says_nothing_any_more_is_given_up_and_writes_nothing_then()
    {
        await Begin("a");
        _clock.Advance(_options.Lease);

        Assert.Equal(RequestState.Mine, (await Begin("b", node: 1)).State);
        await _stores[0].CompleteAsync(new CompleteRequest(Key, "a", Answer with { Status = 500 }));
        await _stores[0].AbandonAsync(Key, "a");
        Assert.Equal(RequestState.InFlight, (await Begin("c")).State);
        await _stores[1].CompleteAsync(new CompleteRequest(Key, "b", Answer));
        Assert.Equal(201, (await Begin("c")).Answer!.Status);
    }

    [Fact]
    public async Task A_user_has_so_many_keys_and_the_oldest_go()
    {
        for (var i = 0; i < 5; i++)
        {
            await Begin("a", new RequestKey("uann", $"k{i}"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(RequestState.InFlight, (await Begin("b", new RequestKey("uann", "k4"))).State);
        Assert.Equal(RequestState.Mine, (await Begin("b", new RequestKey("uann", "k0"))).State);
    }

    protected abstract Task<Databases> OpenAsync(TimeProvider clock);

    private Task<BegunRequest> Begin(string attempt, RequestKey? key = null, string fingerprint = "1", int node = 0) =>
        _stores[node].BeginAsync(new BeginRequest(key ?? Key, fingerprint, attempt));
}

public sealed class SqliteIdempotencyTests : IdempotencySpec
{
    private readonly TempFolder _folder = new();
    private Databases? _first;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One process has the folder: its threads share it.</summary>
    protected override Task<Databases> OpenAsync(TimeProvider clock) => Task.FromResult(_first ??= Databases.Open(DataFolder.Open(_folder.Path), clock));
}

public sealed class MariaDbIdempotencyTests(MariaDbServer server) : IdempotencySpec
{
    private string? _connection;

    protected override async Task<Databases> OpenAsync(TimeProvider clock)
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        _connection ??= await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(_connection, _connection, _connection), clock);
    }
}
