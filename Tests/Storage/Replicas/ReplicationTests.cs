using System.Collections.Immutable;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Grains.Storage.Replicas;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Parley.Rooms;
using Parley.Silo.Settings;
using Parley.Tests.Support;
using Parley.WebFrontend;
using Xunit;

namespace Parley.Tests.Storage.Replicas;

/// <summary>The log on a real primary with real replicas that die, fall behind and are promoted.</summary>
public sealed class ReplicationTests(ReplicatedMariaDb mariaDb) : IClassFixture<ReplicatedMariaDb>
{
    private readonly string _room = $"r{Guid.NewGuid():N}";
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ReplicaOptions Options = new() { MaxLag = TimeSpan.FromSeconds(1), CheckEvery = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMilliseconds(500) };

    [Fact]
    [Trait("Scope", "S20")]
    public async Task Pages_come_from_replicas_and_have_what_was_acknowledged_before_they_were_asked_for()
    {
        await using var silo = await StartAsync();
        for (var seq = 3; seq <= 60; seq++)
        {
            await silo.PostAsync(seq);

            var page = await silo.Log.ReadPageAsync(_room, new ReadEvents("ann", 100), int.MaxValue);
            Assert.Equal(seq, page.Head!.LastSeq);
            Assert.Equal(seq, page.Events[^1].Seq);
            Assert.Equal(seq, (await silo.Log.ReadMessagesAsync(_room, new ReadMessages("ann", 1), int.MaxValue, 1)).Messages.Single().Seq);
        }

        await Eventually.Is(async () =>
        {
            await silo.Log.ReadPageAsync(_room, new ReadEvents("ann", 100), int.MaxValue);
            return silo.Messages.ReplicaReads >= 20;
        }, "replicas have answered");
        Assert.NotEqual(await ServerAsync(silo.Messages), await silo.Messages.ReadFromReplicaAsync(ServerAsync));
    }

    [Fact]
    [Trait("Scope", "S20")]
    public async Task One_that_is_behind_shows_nobody_the_past_is_left_out_and_comes_back_by_itself()
    {
        var late = mariaDb.Group.Replicas.First();
        await using var silo = await StartAsync([late]);
        await late.ExecuteAsync("STOP SLAVE SQL_THREAD", TestContext.Current.CancellationToken);
        await silo.PostAsync(3);
        await silo.AppendAsync(4, new MemberLeft { Seq = 4, Sender = "ann", At = At, N = 1, User = "ann" });

        var page = await silo.Log.ReadPageAsync(_room, new ReadEvents("ann", 100), int.MaxValue); // asked of the replica: for it she is a member still
        Assert.Equal((4, null, 0), (page.Head!.LastSeq, page.Member, page.Events.Length));
        Assert.True(silo.Replicas.Behind > 0);
        await Eventually.Is(() => Task.FromResult(silo.Replicas.All[0].Fault == ReplicaFault.Behind), "it is left out");
        Assert.Equal(["Replica 1 of the database messages is not read: it is too far behind."], silo.Databases.ReplicaWarnings);

        await late.ExecuteAsync("START SLAVE SQL_THREAD", TestContext.Current.CancellationToken);
        await Eventually.Is(() => Task.FromResult(silo.Replicas.All[0].Fault is null), "it is read again");
        Assert.Empty(silo.Databases.ReplicaWarnings);
    }

    [Fact]
    [Trait("Scope", "S20")]
    public async Task One_that_is_dead_or_frozen_costs_a_moment_and_comes_back_by_itself()
    {
        var replica = mariaDb.Group.Replicas.Last();
        await using var silo = await StartAsync([replica]);
        await silo.PostAsync(3);

        await replica.FreezeAsync();
        Assert.Equal(3, (await silo.Log.ReadPageAsync(_room, new ReadEvents("ann", 100), int.MaxValue)).Head!.LastSeq);
        Assert.False(silo.Replicas.CanRead);
        await replica.KillAsync();
        Assert.Equal(3, (await silo.Log.ReadPageAsync(_room, new ReadEvents("ann", 100), int.MaxValue)).Head!.LastSeq);

        await replica.StartAsync(TestContext.Current.CancellationToken);
        await replica.WaitReadyAsync(TestContext.Current.CancellationToken);
        await Eventually.Is(() => Task.FromResult(silo.Replicas.CanRead), "it is read again", TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("Scope", "S22")]
    public async Task When_the_primary_dies_under_load_the_promoted_one_has_all_that_was_acknowledged()
    {
        await using var silo = await StartAsync();
        var (acknowledged, head) = (2L, 2L);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                // As a room does: what failed is looked for before it is written again.
                var result = await silo.Log.AppendAsync(new RoomAppend(_room, head, silo.Epoch, [Posted(head + 1)], []));
                head = result is AppendResult.Committed ? head + 1 : result is AppendResult.HeadMoved { Head: { } moved } ? moved.LastSeq : head;
                acknowledged = result is AppendResult.Committed ? head : acknowledged;
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        await Eventually.Is(() => Task.FromResult(Volatile.Read(ref acknowledged) > 50), "the load runs");

        var old = mariaDb.Group.Primary;
        var next = await mariaDb.Group.FailoverAsync(TestContext.Current.CancellationToken);
        var until = Volatile.Read(ref acknowledged) + 30;
        await Eventually.Is(() => Task.FromResult(Volatile.Read(ref acknowledged) > until), "it goes on there", TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await writing;

        Assert.NotSame(old, next);
        var events = await silo.Log.ReadAfterAsync(_room, 0, 100_000);
        Assert.Equal(Enumerable.Range(1, events.Length).Select(seq => (long)seq), events.Select(e => e.Seq));
        Assert.True(events.Length >= acknowledged, $"{acknowledged} were acknowledged, {events.Length} are there");

        await mariaDb.Group.RejoinAsync(old, TestContext.Current.CancellationToken);
        Assert.Contains(mariaDb.Group.Replicas, replica => replica.Port == old.Port);
    }

    [Fact]
    [Trait("Scope", "S22")]
    public async Task A_server_that_is_read_only_is_never_taken_for_the_primary()
    {
        var connections = mariaDb.Connections();
        var replica = mariaDb.Group.Replicas.First();
        using var misled = new MySqlDatabase("messages", replica.ConnectionString("mysql", user: "root"));

        for (var i = 0; i < 2; i++) // also not by a connection that was refused before
        {
            var refused = await Assert.ThrowsAsync<ReadOnlyServerException>(() => misled.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>("SELECT 1", transaction: moment)));
            Assert.Contains(misled.Place, refused.Message, StringComparison.Ordinal);
        }

        var asPrimary = connections with { Messages = replica.ConnectionString("mysql", user: "root") };
        Assert.True(Assert.Throws<StartupException>(() => Databases.Connect(asPrimary, TimeProvider.System)).MayPass);
    }

    [Fact]
    [Trait("Scope", "S20")]
    public async Task A_check_of_the_installation_tries_replicas_too()
    {
        var connections = mariaDb.Connections([mariaDb.Group.Replicas.First(), mariaDb.Group.Primary]);
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
        [
            new("Parley:Mode", "Cluster"), new("Parley:Cluster:Membership", "Sql"), new("ConnectionStrings:MySql", connections.Messages),
            new("ConnectionStrings:MySqlReplicas:0", connections.MessagesReplicas[0]), new("ConnectionStrings:MySqlReplicas:1", connections.MessagesReplicas[1]),
        ]);

        var found = await new InstallationCheck(configuration, TimeProvider.System, [typeof(ParleyServer).Assembly]).RunAsync();

        Assert.Equal(FindingState.Ok, found.Single(finding => finding.Part == "database messages, replica 1").State);
        Assert.Equal(FindingState.Warning, found.Single(finding => finding.Part == "database messages, replica 2").State); // it takes writes
    }

    private static MessagePosted Posted(long seq) => new() { Seq = seq, Sender = "ann", ClientId = $"c{seq}", At = At, N = seq - 2, Text = "hi" };

    private static Task<string?> ServerAsync(Database database) =>
        database.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<string>("SELECT CAST(@@server_id AS CHAR)", transaction: moment));

    /// <param name="replicas">Null: all.</param>
    private async Task<Silo> StartAsync(IEnumerable<MariaDbProcess>? replicas = null)
    {
        var databases = Databases.Connect(mariaDb.Connections(replicas), TimeProvider.System);
        var watch = new ReplicaWatch(databases, Microsoft.Extensions.Options.Options.Create(Options), TestMetrics.Meters(), TimeProvider.System, NullLogger<ReplicaWatch>.Instance);
        var silo = new Silo(_room, databases, TestLog.MariaDbLog(databases), watch);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await silo.AppendAsync(1, new RoomCreated { Seq = 1, Sender = "ann", At = At, N = 0, Name = _room, Title = "A", Visibility = RoomVisibility.Public },
            new MemberJoined { Seq = 2, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner });
        await Eventually.Is(() => Task.FromResult(silo.Replicas.All.All(replica => replica.Fault is null)), "replicas are read");
        return silo;
    }

    /// <summary>What a silo has of the log.</summary>
    private sealed record Silo(string Room, Databases Databases, MySqlRoomLog Log, ReplicaWatch Watch) : IAsyncDisposable
    {
        public Database Messages => Databases.Messages;

        public ReplicaSet Replicas => Messages.Replicas;

        public string? Epoch { get; private set; }

        public Task PostAsync(long seq) => AppendAsync(seq, Posted(seq));

        public async Task AppendAsync(long first, params ImmutableArray<RoomEvent> events) =>
            Epoch = Assert.IsType<AppendResult.Committed>(await Log.AppendAsync(new RoomAppend(Room, first - 1, Epoch, events, []))).Epoch;

        public async ValueTask DisposeAsync()
        {
            await Watch.StopAsync(CancellationToken.None);
            Watch.Dispose();
            await Log.DisposeAsync();
            Databases.Dispose();
        }
    }
}
