using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Parley.Faults.History;

/// <summary>The nemesis does something to the cluster.</summary>
public sealed record FaultBegan : HistoryRecord
{
    /// <summary>Number of the fault in the run; what heals it carries the same.</summary>
    public required int Fault { get; init; }

    /// <summary>What was done, in a word or two: <c>silo kill -9</c>.</summary>
    public required string Name { get; init; }

    /// <summary>To whom.</summary>
    public required string Target { get; init; }

    /// <summary>What shows that it bit; any one of them will do. Empty: nothing need show.</summary>
    public ImmutableArray<Evidence> Expects { get; init; } = [];
}

/// <summary>What was broken is whole again.</summary>
public sealed record FaultHealed : HistoryRecord
{
    public required int Fault { get; init; }
}

/// <summary>Evidence that no client can see, e.g. a membership table that names a silo dead.</summary>
public sealed record EvidenceSeen : HistoryRecord
{
    public required Evidence Evidence { get; init; }

    /// <summary>Where it was seen.</summary>
    public required string Detail { get; init; }
}

/// <summary>What shows that a fault did something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Evidence>))]
public enum Evidence
{
    /// <summary>An attempt failed because the server could not, or its outcome stayed unknown.</summary>
    [JsonStringEnumMemberName("error")] Error,

    /// <summary>An attempt waited longer than half a second for its answer.</summary>
    [JsonStringEnumMemberName("slow")] Slow,

    /// <summary>A client id was sent again.</summary>
    [JsonStringEnumMemberName("retry")] Retry,

    /// <summary>A client lost its connection, or made another.</summary>
    [JsonStringEnumMemberName("reconnect")] Reconnect,

    /// <summary>Something else took over: a client came to another frontend, a room to another silo.</summary>
    [JsonStringEnumMemberName("failover")] Failover,

    /// <summary>A subscription ended with a gap.</summary>
    [JsonStringEnumMemberName("gap")] Gap,

    /// <summary>A writer that had been left behind was refused by the log.</summary>
    [JsonStringEnumMemberName("fenced")] Fenced,

    /// <summary>The nemesis asked what it had broken, or what depends on it, and saw that it did not work.</summary>
    [JsonStringEnumMemberName("outage")] Outage,
}

/// <summary>
/// The log of all rooms was set back to what a backup holds. What was recorded before belongs to the old log, whose final pages stand before this; what comes after, to another log of another epoch.
/// </summary>
public sealed record LogRestored : HistoryRecord
{
    /// <summary>What was acknowledged before this time is in the backup, nanoseconds of the run.</summary>
    public required long Moment { get; init; }

    /// <summary>Number of the last event of each room as it was restored, by room id.</summary>
    public required ImmutableSortedDictionary<string, long> Heads { get; init; }
}
