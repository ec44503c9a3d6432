using System.Collections.Immutable;

namespace Parley.Dashboard;

/// <summary>How a process is doing.</summary>
/// <param name="MemoryBytes">Its working set.</param>
/// <param name="CpuPercent">Of all processors of its machine.</param>
[GenerateSerializer, Immutable, Alias("parley.dashboard.process")]
public sealed record ProcessReport(
    [Id(0)] string Host, [Id(1)] string Version, [Id(2)] DateTimeOffset StartedAt, [Id(3)] long MemoryBytes, [Id(4)] double CpuPercent);

/// <summary>One silo, as it sees itself. Numbers that only rise count from its start.</summary>
[GenerateSerializer, Immutable, Alias("parley.dashboard.silo")]
public sealed record SiloReport([Id(0)] string Silo, [Id(1)] string Name, [Id(2)] ProcessReport Process)
{
    /// <summary>Rooms that are active here.</summary>
    [Id(0)] public int Rooms { get; init; }

    /// <summary>Appends (one for each room and commit) a second, over the last five seconds.</summary>
    [Id(1)] public double AppendsPerSecond { get; init; }

    /// <summary>From handing an append to the log until its commit is known, over the last minute; null: none.</summary>
    [Id(2)] public Percentiles? AppendLatency { get; init; }

    /// <summary>Events committed.</summary>
    [Id(3)] public long EventsAppended { get; init; }

    /// <summary>Commands whose client id was used before, and that got the first answer again.</summary>
    [Id(4)] public long DuplicatesAnswered { get; init; }

    /// <summary>Appends that wrote nothing because another activation had moved the room's head.</summary>
    [Id(5)] public long Fenced { get; init; }

    /// <summary>Batches of which it was not known whether they were stored, until that was settled.</summary>
    [Id(6)] public long OutcomesSettled { get; init; }

    /// <summary>Commands refused as <c>busy</c>.</summary>
    [Id(7)] public long BusyRefusals { get; init; }

    /// <summary>Appends that wait for the log's writer or are being written.</summary>
    [Id(8)] public int AppendsUnderWay { get; init; }

    /// <summary>Ids of the frontends that have renewed here of late.</summary>
    [Id(9)] public ImmutableArray<string> Frontends { get; init; } = [];

    /// <summary>See <see cref="IClusterWarning"/>.</summary>
    [Id(10)] public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>True if <c>Kill</c> would do it.</summary>
    [Id(11)] public bool CanBeKilled { get; init; }
}

/// <summary>One frontend, as it sees itself. Numbers that only rise count from its start.</summary>
/// <param name="Addresses">Where it listens.</param>
[GenerateSerializer, Immutable, Alias("parley.dashboard.frontend")]
public sealed record FrontendReport([Id(0)] string Frontend, [Id(1)] ImmutableArray<string> Addresses, [Id(2)] ProcessReport Process)
{
    /// <summary>Connections to the hub.</summary>
    [Id(0)] public int HubSockets { get; init; }

    /// <summary>Raw WebSockets.</summary>
    [Id(1)] public int RawSockets { get; init; }

    /// <summary>Rooms of connections: one that looks at three counts three.</summary>
    [Id(2)] public int Subscriptions { get; init; }

    /// <summary>Rooms that are attached to their grain.</summary>
    [Id(3)] public int Rooms { get; init; }

    /// <summary>Batches that came from grains.</summary>
    [Id(4)] public long Batches { get; init; }

    /// <summary>Events queued for connections a second, over the last five seconds: one event for ten readers counts ten.</summary>
    [Id(5)] public double DeliveriesPerSecond { get; init; }

    /// <summary>
    /// From an event's <c>at</c>, when its room decided it and before it was written, until it is queued for all its readers
    /// here, over the last minute: commit, delivery and fan-out, by the clocks of two hosts. Null: none.
    /// </summary>
    [Id(6)] public Percentiles? FanoutLatency { get; init; }

    /// <summary>Holes in what came from grains that were filled from the room's log.</summary>
    [Id(7)] public long GapsRepaired { get; init; }

    /// <summary>Events that came from grains more than once, and were passed on once.</summary>
    [Id(8)] public long AlreadyPassed { get; init; }

    /// <summary>Readers that were told <c>gap</c> because they read too slowly.</summary>
    [Id(9)] public long SlowReaderGaps { get; init; }

    /// <summary>See <c>parley.delivery.lost</c>: numbers that a subscriber's line skipped. Must be 0.</summary>
    [Id(10)] public long Lost { get; init; }

    /// <summary>Events about to be written to a subscriber that had them. Must be 0.</summary>
    [Id(11)] public long Doubled { get; init; }

    /// <summary>Events about to be written to a subscriber after later ones. Must be 0.</summary>
    [Id(12)] public long Reordered { get; init; }

    /// <summary>Answers that were remembered, and not read again.</summary>
    [Id(14)] public long CacheHits { get; init; }

    /// <summary>Answers that could have been remembered, and had to be read.</summary>
    [Id(15)] public long CacheMisses { get; init; }

    /// <summary>See <see cref="IClusterWarning"/>.</summary>
    [Id(13)] public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>A silo as the cluster knows it.</summary>
/// <param name="Silo">Key of its <see cref="Realtime.ISiloGrain"/>.</param>
/// <param name="Address">Host and port.</param>
/// <param name="Status">Joining, Active, ShuttingDown, Stopping, Dead …</param>
[GenerateSerializer, Immutable, Alias("parley.dashboard.member")]
public sealed record SiloMember([Id(0)] string Silo, [Id(1)] string Name, [Id(2)] string Address, [Id(3)] string Status);
