using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Cluster.Rooms;

/// <summary>Rooms as grains in the real embedded silo, seen as a frontend sees them.</summary>
[Trait("Scope", "P1")]
public sealed class RoomGrainTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private IGrainFactory _grains = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start();
        _grains = _server.Services.GetRequiredService<IGrainFactory>();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_room_is_found_by_id_and_by_name_and_no_other_id_is()
    {
        var room = await Create("Den");
        var directory = _grains.GetGrain<IRoomDirectoryGrain>(0);

        Assert.Equal(room.Id, await directory.Find(room.Id));
        Assert.Equal(room.Id, await directory.Find("dEN"));
        Assert.Null(await directory.Find(room.Id[..20] + (room.Id[20] == 'z' ? '0' : 'z') + room.Id[21..]));
        Assert.Null(await directory.Find("nowhere"));
        Assert.Equal(ErrorCatalog.NameTaken, (await directory.Create(CreateCommand("den"))).Error?.Code);
    }

    [Fact]
    public async Task An_attached_frontend_gets_every_event_in_order_and_in_few_calls()
    {
        var room = await Create();
        var frontend = new Frontend(_grains);
        var attachment = (await Grain(room).Attach(new("f1", frontend.Reference))).Value!;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Grain(room).Do(Send($"c{i}"))));

        var events = await frontend.Take(500);
        Assert.Equal(2, attachment.LastSeq);
        Assert.Equal(Enumerable.Range(3, 500).Select(i => (long)i), events.Select(e => e.Seq));
        Assert.InRange(frontend.Calls, 1, 250);
    }

    [Fact]
    public async Task Frontends_are_told_how_many_hear_a_room()
    {
        var room = await Create();
        var (first, second) = (new Frontend(_grains), new Frontend(_grains));
        await Grain(room).Attach(new("f1", first.Reference));
        await Grain(room).Do(Send("c1"));
        await first.Take(1);
        await Grain(room).Attach(new("f2", second.Reference));

        await Grain(room).Do(Send("c2"));

        await Task.WhenAll(first.Take(1), second.Take(1));
        Assert.Equal([1, 2], first.Hearing);
        Assert.Equal([2], second.Hearing);
    }

    [Fact]
    public async Task Attaching_with_a_position_returns_what_was_missed()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Grain(room).Do(Send($"c{i}"))));
        var frontend = new Frontend(_grains);

        var attachment = (await Grain(room).Attach(new("f1", frontend.Reference) { After = 5, Epoch = room.Epoch })).Value!;
        var other = (await Grain(room).Attach(new("f1", frontend.Reference) { After = 5, Epoch = "other" })).Value!;

        Assert.Equal([6, 7, 8, 9, 10, 11, 12], attachment.Missed.Select(e => e.Seq));
        Assert.False(attachment.Reset);
        Assert.True(other.Reset);
    }

    [Fact]
    public async Task A_frontend_that_does_not_answer_holds_up_nobody_and_is_dropped()
    {
        var room = await Create();
        var stuck = new Frontend(_grains) { Stuck = true };
        var healthy = new Frontend(_grains);
        var silo = (await Grain(room).Attach(new("stuck", stuck.Reference))).Value!.Silo;
        await Grain(room).Attach(new("healthy", healthy.Reference));

        await Grain(room).Do(Send("c1"));
        await Grain(room).Do(Send("c2"));

        Assert.Equal([3, 4], (await healthy.Take(2)).Select(e => e.Seq));
        await stuck.Refused;
        var renewal = await Renew(silo, "stuck", stuck, new RoomHead(room.Id, room.Epoch, 4), until: rooms => rooms.Length == 1);
        Assert.Equal([room.Id], renewal);
        Assert.Empty(await _grains.GetGrain<ISiloGrain>(silo).Renew("healthy", healthy.Reference, [new RoomHead(room.Id, room.Epoch, 4)]));
        Assert.Equal([room.Id], await _grains.GetGrain<ISiloGrain>(silo).Renew("healthy", healthy.Reference, [new RoomHead(room.Id, room.Epoch, 3)]));
        stuck.Release(); // a silo waits for calls to its own observers before it stops
    }

    [Fact]
    public async Task A_frontend_that_was_dropped_is_told_and_attaches_again_without_a_renewal()
    {
        var room = await Create();
        var other = await Create("other");
        var frontend = new Frontend(_grains) { Fails = true };
        var silo = (await Grain(room).Attach(new("dropped", frontend.Reference))).Value!.Silo;
        await _grains.GetGrain<ISiloGrain>(silo).Renew("dropped", frontend.Reference, []);
        await frontend.HearsOf(other); // what a new frontend is told is over

        await Grain(room).Do(Send("c1"));

        await frontend.HearsOf(room);
        Assert.Equal([3], (await Grain(room).Attach(new("dropped", frontend.Reference) { After = 2, Epoch = room.Epoch })).Value!.Missed.Select(e => e.Seq));
    }

    [Fact]
    public async Task A_room_that_wakes_announces_itself_and_renewals_do_not_wake_it()
    {
        var room = await Create();
        var frontend = new Frontend(_grains);
        var silo = (await Grain(room).Attach(new("f1", frontend.Reference))).Value!.Silo;
        await _grains.GetGrain<ISiloGrain>(silo).Renew("f1", frontend.Reference, []);
        await Deactivate(room);

        Assert.Empty(await _grains.GetGrain<ISiloGrain>(silo).Renew("f1", frontend.Reference, [new RoomHead(room.Id, room.Epoch, 2)]));
        while (frontend.Announced.Reader.TryRead(out var other))
        {
            Assert.NotEqual(room.Id, other); // a frontend that is new here is told of the rooms that are awake
        }

        await Grain(room).Do(Send("c1"));

        await foreach (var announced in frontend.Announced.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (announced == room.Id)
            {
                break;
            }
        }

        Assert.Equal([3], (await Grain(room).Attach(new("f1", frontend.Reference) { After = 2, Epoch = room.Epoch })).Value!.Missed.Select(e => e.Seq));
    }

    [Fact]
    public async Task A_subscription_ends_at_the_head_and_says_whether_it_is_complete()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => Grain(room).Do(Send($"c{i}"))));

        var near = (await Grain(room).Subscribe(new("ann") { After = 1200 })).Value!;
        var far = (await Grain(room).Subscribe(new("ann") { After = 0 })).Value!;
        var now = (await Grain(room).Subscribe(new("ann"))).Value!;
        var beyond = (await Grain(room).Subscribe(new("ann") { After = 5000 })).Value!;

        Assert.True(near.Complete);
        Assert.Equal([1201, 1202], near.Page.Events.Select(e => e.Seq));
        Assert.False(far.Complete);
        Assert.Equal((203, 1202, 1000), (far.Page.FirstSeq, far.Page.LastSeq, far.Page.Events.Length));
        Assert.Equal((true, 0, 1202), (now.Complete, now.Page.Events.Length, now.Page.LastSeq));
        Assert.Equal(203, beyond.Page.FirstSeq);
        Assert.Equal(ErrorCatalog.NotAMember, (await Grain(room).Subscribe(new("bob") { After = 0 })).Error?.Code);
    }

    [Fact]
    public async Task History_is_read_in_pages_in_both_directions()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Grain(room).Do(Send($"c{i}"))));

        Assert.Equal([11, 12, 13], await Page(new ReadEvents("ann", 3) { After = 10 }));
        Assert.Equal([7, 8, 9], await Page(new ReadEvents("ann", 3) { Before = 10 }));
        Assert.Equal([31, 32], await Page(new ReadEvents("ann", 2)));
        Assert.Equal([], await Page(new ReadEvents("ann", 2) { After = 32 }));
        Assert.Equal(ErrorCatalog.NotAMember, (await Grain(room).Read(new ReadEvents("bob", 2))).Error?.Code);

        async Task<IEnumerable<long>> Page(ReadEvents query) => (await Grain(room).Read(query)).Value!.Events.Select(e => e.Seq);
    }

    [Fact]
    public async Task An_activation_goes_on_where_the_last_one_ended()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Grain(room).Do(Send($"c{i}"))));
        await Deactivate(room);

        var repeat = (await Grain(room).Do(Send("c7"))).Value!;
        var next = (await Grain(room).Do(Send("fresh"))).Value!;

        Assert.True(repeat.IsRepeat);
        Assert.Equal(603, next.Seq);
        Assert.Equal((603, 601), await Heads(room));
    }

    [Fact]
    public async Task A_frontend_that_was_behind_when_the_room_went_to_sleep_gets_what_it_missed_and_no_gap()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Grain(room).Do(Send($"c{i}"))));
        await Grain(room).Do(new DeleteMessage { Sender = "ann", ClientId = "d", Target = 598 });
        await Deactivate(room); // its snapshot is of its head: nothing is left in memory

        var attachment = (await Grain(room).Attach(new("f1", new Frontend(_grains).Reference) { After = 595, Epoch = room.Epoch })).Value!;

        Assert.False(attachment.Reset);
        Assert.Equal([596, 597, 598, 599, 600, 601, 602, 603], attachment.Missed.Select(e => e.Seq));
        Assert.Equal(["hi", "hi", null, "hi"], attachment.Missed.Take(4).Select(e => ((MessagePosted)e).Text));
        Assert.Equal(700, (await Task.WhenAll(Enumerable.Range(600, 97).Select(i => Grain(room).Do(Send($"c{i}"))))).Max(done => done.Value!.Seq));
    }

    [Fact]
    public async Task A_room_that_does_not_exist_refuses_everything_alike()
    {
        var id = _server.Services.GetRequiredService<IdMint>().NewRoom();
        var grain = _grains.Room(id);

        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Do(Send("c1"))).Error?.Code);
        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Describe(Ann)).Error?.Code);
        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Read(new ReadEvents("ann", 1))).Error?.Code);
        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Subscribe(new("ann"))).Error?.Code);
        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Position(Ann, 1)).Error?.Code);
        Assert.Equal(ErrorCatalog.RoomNotFound, (await grain.Attach(new("f", new Frontend(_grains).Reference))).Error?.Code);
    }

    [Fact]
    public async Task A_position_is_clamped_and_counts_messages()
    {
        var room = await Create();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Grain(room).Do(Send($"c{i}"))));

        Assert.Equal(new ReadPosition(room.Id, 4, 2), (await Grain(room).Position(Ann, 4)).Value);
        Assert.Equal(new ReadPosition(room.Id, 7, 5), (await Grain(room).Position(Ann, long.MaxValue)).Value);
        Assert.Equal(new ReadPosition(room.Id, 0, 0), (await Grain(room).Position(Ann, -1)).Value);
    }

    [Fact]
    public async Task What_is_sent_without_waiting_keeps_its_order_also_while_the_room_asks_for_its_word_rules()
    {
        var room = await Create();
        var sends = new List<Task<Outcome<Done>>>();
        for (var i = 0; i < 2000; i++)
        {
            if (i % 40 == 0)
            {
                _ = Grain(room).FollowWordRules(); // they have to be asked for again
            }

            sends.Add(Grain(room).Do(Send($"c{i}")));
        }

        var seqs = (await Task.WhenAll(sends)).Select(done => done.Value!.Seq);
        Assert.Equal(Enumerable.Range(3, 2000).Select(i => (long)i), seqs);
    }

    private static readonly Actor Ann = new("ann", ServerRole.Member);

    private static CreateRoom CreateCommand(string name) => new() { Sender = "ann", Name = name, Title = "Den", Visibility = RoomVisibility.Public };

    private static SendMessage Send(string clientId) => new() { Sender = "ann", ClientId = clientId, Text = "hi" };

    private IRoomGrain Grain(RoomView room) => _grains.Room(room.Id);

    private async Task<RoomView> Create(string name = "den") => (await _grains.GetGrain<IRoomDirectoryGrain>(0).Create(CreateCommand(name))).Value!;

    private async Task<(long, long)> Heads(RoomView room)
    {
        var view = (await Grain(room).Describe(Ann)).Value!;
        return (view.LastSeq, view.N);
    }

    private async Task<ImmutableArray<string>> Renew(string silo, string id, Frontend frontend, RoomHead position, Func<ImmutableArray<string>, bool> until)
    {
        while (true)
        {
            var rooms = await _grains.GetGrain<ISiloGrain>(silo).Renew(id, frontend.Reference, [position]);
            if (until(rooms))
            {
                return rooms;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends the activation; the next call starts another, from the log.</summary>
    private async Task Deactivate(RoomView room)
    {
        var management = _grains.GetGrain<IManagementGrain>(0);
        var hosted = _server.Services.GetRequiredService<Parley.Grains.Rooms.HostedRooms>();
        while (hosted.IsAttached(room.Id, "") is not null)
        {
            await management.ForceActivationCollection(TimeSpan.Zero);
        }
    }

    private sealed class Frontend : IFrontendObserver
    {
        private readonly Channel<RoomEvent> _events = Channel.CreateUnbounded<RoomEvent>();
        private readonly TaskCompletionSource _never = new();
        private readonly TaskCompletionSource _refused = new();

        public Frontend(IGrainFactory grains) => Reference = grains.CreateObjectReference<IFrontendObserver>(this);

        public IFrontendObserver Reference { get; }

        public bool Stuck { get; init; }

        public bool Fails { get; init; }

        public int Calls { get; private set; }

        /// <summary>Of each batch, how many frontends it said hear the room.</summary>
        public List<int> Hearing { get; } = [];

        public Task Refused => _refused.Task;

        public void Release() => _never.TrySetResult();

        public Task ProfilesChanged(ImmutableArray<string> users) => Task.CompletedTask;

        public Task LimitLifted(string scope, string key) => Task.CompletedTask;

        public Task Drain() => Task.CompletedTask;

        public Task SessionsEnded(ImmutableArray<EndedSession> sessions) => Task.CompletedTask;

        public Task Own(OwnNews news) => Task.CompletedTask;

        public Channel<string> Announced { get; } = Channel.CreateUnbounded<string>();

        public Task Deliver(RoomBatch batch)
        {
            if (Stuck)
            {
                _refused.TrySetResult();
                return _never.Task;
            }

            if (Fails)
            {
                throw new InvalidOperationException("This frontend takes nothing.");
            }

            Calls++;
            Hearing.Add(batch.Frontends);
            foreach (var e in batch.Events)
            {
                _events.Writer.TryWrite(e);
            }

            return Task.CompletedTask;
        }

        public Task Announce(string silo, ImmutableArray<string> rooms)
        {
            foreach (var room in rooms)
            {
                Announced.Writer.TryWrite(room);
            }

            return Task.CompletedTask;
        }

        public Task Ephemeral(RoomEphemeral ephemeral) => Task.CompletedTask;

        public Task<Parley.Dashboard.FrontendReport> Report() => throw new NotSupportedException();

        public async Task HearsOf(RoomView room)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await Announced.Reader.ReadAsync(timeout.Token) != room.Id)
            {
            }
        }

        public async Task<List<RoomEvent>> Take(int count)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var events = new List<RoomEvent>();
            while (events.Count < count)
            {
                events.Add(await _events.Reader.ReadAsync(timeout.Token));
            }

            return events;
        }
    }
}
