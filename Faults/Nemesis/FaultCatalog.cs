using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.Faults.Nemesis.OfClients;
using Parley.Faults.Nemesis.OfDisks;
using Parley.Faults.Nemesis.OfErasures;
using Parley.Faults.Nemesis.OfLinks;
using Parley.Faults.Nemesis.OfProcesses;
using Parley.Faults.Nemesis.OfStores;
using Parley.Faults.Network;
using Parley.LocalCluster.Plan;

namespace Parley.Faults.Nemesis;

/// <summary>All faults by their codes; those of one code take turns.</summary>
internal static class FaultCatalog
{
    private static readonly Evidence[] Visible = [Evidence.Slow, Evidence.Error, Evidence.Retry];

    private static readonly LinkFaults Late = LinkFaults.None with { Delay = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(200) };

    public static ImmutableArray<Fault> All { get; } =
    [
        new KilledProcess("F1", "silo kill -9", cluster => cluster.Silos, Visible),
        new FrozenSilo(5),
        new FrozenSilo(15),
        new FrozenSilo(30),
        new FrozenSilo(90),
        new KilledProcess("F4", "frontend kill -9", cluster => cluster.Frontends, Evidence.Reconnect),
        new KilledProcess("F5", "mariadb kill -9", cluster => [cluster.MariaDb], Visible),
        new FrozenStore("F5", "mariadb", 8, cluster => cluster.MariaDb, Visible),
        new FrozenStore("F5", "mariadb", 30, cluster => cluster.MariaDb, Visible),
        new RestartedStore("F5", "mariadb", cluster => cluster.MariaDb),
        new LostCommitReplies(),
        new PowerCut("F7", "power cut of the database", isEmbedded: false),
        new PowerCut("F7", "power cut of an embedded server", isEmbedded: true),
        new FullDisk("disk of the database full", isEmbedded: false),
        new FullDisk("disk of an embedded server full", isEmbedded: true),
        new BadSync("fsync of the database 0.5 s slower", isEmbedded: false, "delay_exit=500000"),
        new BadSync("fsync of the database fails", isEmbedded: false, "error=EIO"),
        new BadSync("fsync of an embedded server 0.5 s slower", isEmbedded: true, "delay_exit=500000"),
        new BadSync("fsync of an embedded server fails", isEmbedded: true, "error=EIO"),
        new HeldRowLocks(),
        new ReadOnlyDatabase(),
        new KilledConnections(),
        new KilledProcess("F11", "redis kill -9", cluster => [cluster.Redis], Evidence.Outage),
        new FrozenStore("F11", "redis", 8, cluster => cluster.Redis, Evidence.Outage),
        new FrozenStore("F11", "redis", 60, cluster => cluster.Redis, Evidence.Outage),
        new FlushedRedis(),
        new KilledRedisClients(),
        new PausedRedis(8),
        new CutLinks("frontend cut off one silo", OneGateway, oneWay: false, Evidence.Outage),
        new CutLinks("silo's answers to frontends lost", OneGateway, oneWay: true, Evidence.Outage),
        new CutLinks("all silos cut off each other", AllSilos, oneWay: false, Evidence.Outage),
        new CutLinks("answers between silos lost", AllSilos, oneWay: true, Evidence.Outage),
        new CutLinks("one silo cut off the database", OneDatabase, oneWay: false, Visible),
        new SlowNetwork("200 ms ± 100 to clients", links => links.OfDoors, Late, Evidence.Outage),
        new SlowNetwork("200 ms ± 100 between silos and frontends", links => links.Of(LinkKind.Gateway).Concat(links.Of(LinkKind.Silo)), Late, Evidence.Outage),
        new SlowNetwork("200 ms ± 100 to MariaDB and Redis", links => links.Of(LinkKind.MariaDb).Concat(links.Of(LinkKind.Redis)), Late, Visible),
        new SlowNetwork("256 kbit/s to clients", links => links.OfDoors, LinkFaults.None with { BytesPerSecond = 32_000 }, Evidence.Outage),
        new SlowConsumers(),
        new ReconnectStorm(killFrontends: false),
        new ReconnectStorm(killFrontends: true),
        new RollingRestart(),
        new WrongClocks("clock of a frontend +90 s", TimeSpan.FromSeconds(90), cluster => cluster.Frontends),
        new WrongClocks("clock of a frontend -90 s", TimeSpan.FromSeconds(-90), cluster => cluster.Frontends),
        new WrongClocks("clock of a silo +90 s", TimeSpan.FromSeconds(90), cluster => cluster.Silos, isSilo: true),
        new AddedSiloWithWrongClock("clock of an added silo +90 s", TimeSpan.FromSeconds(90)),
        new AddedSiloWithWrongClock("clock of an added silo -90 s", TimeSpan.FromSeconds(-90)),
        new SlowDrain("silo frozen while it drains, kill -9", cluster => cluster.Silos, Evidence.Outage),
        new SlowDrain("frontend frozen while it drains, kill -9", cluster => cluster.Frontends, Evidence.Outage),
        new RepeatedSends(),
        new ColdStart(),
        new MixedVersions(),
        new SqueezedProcessors(0.4, 10),
        new SqueezedMemory(384),
        new HotRoom(),
        new CrowdedRoom(members: 10_000, present: 300),
        new MembershipRace(),
        new RestoredDatabase(),
        new RestoredServer(),
        new KilledRetention(whoLooks: true),
        new KilledRetention(whoLooks: false),
        KilledDeletion.WhileMembersLeave,
        KilledDeletion.WhileLogGoes,
        KilledDeletion.WhileFilesGo,
    ];

    /// <summary>Those that need more servers than the others: they run only if they are named.</summary>
    public static ImmutableArray<Fault> OfReplicas { get; } = [new FailedOverPrimary(frozen: false), new FailedOverPrimary(frozen: true), new PromotedRedis(), new PromotedRedisShard()];

    /// <summary>Not faults: a suite that does not turn red under these is broken. They run only if they are named.</summary>
    public static ImmutableArray<Fault> Controls { get; } =
    [
        new Sabotage("X1", "control: an acknowledged event removed", "DELETE FROM room_events WHERE room_id = @room AND seq = @seq"),
        new PowerCut("X3", "control: power cut of a database that does not sync", isEmbedded: false, control: true),
        new PowerCut("X3", "control: power cut of an embedded server that does not sync", isEmbedded: true, control: true),
        new Sabotage("X2", "control: a delivered event changed", "UPDATE room_events SET payload = REPLACE(payload, ' ', '-') WHERE room_id = @room AND seq = @seq"),
        new FailedOverPrimary(frozen: false, control: true),
    ];

    private static (string, IReadOnlyList<ChaosProxy>) OneGateway(Stage stage)
    {
        var silo = stage.Pick(stage.Cluster.Silos).Name;
        return (silo, stage.Links.Of(LinkKind.Gateway, silo));
    }

    private static (string, IReadOnlyList<ChaosProxy>) AllSilos(Stage stage) => ("all silos", stage.Links.Of(LinkKind.Silo));

    private static (string, IReadOnlyList<ChaosProxy>) OneDatabase(Stage stage)
    {
        var silo = stage.Pick(stage.Cluster.Silos).Name;
        return (silo, stage.Links.Of(LinkKind.MariaDb, silo));
    }
}
