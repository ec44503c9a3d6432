using System.Text.Json.Serialization;

namespace Parley.Faults.History;

/// <summary>
/// One thing that was seen in a run: a line of its history. <see cref="At"/> is stamped by who saw it: before a request leaves,
/// after an answer has come. So what the times call "earlier" really was.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "run")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(Disconnected), "disconnected")]
[JsonDerivedType(typeof(ClosingTold), "closing")]
[JsonDerivedType(typeof(Retired), "retired")]
[JsonDerivedType(typeof(Invoked), "invoke")]
[JsonDerivedType(typeof(Acked), "ok")]
[JsonDerivedType(typeof(Failed), "fail")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(Subscribed), "subscribed")]
[JsonDerivedType(typeof(Unsubscribed), "unsubscribed")]
[JsonDerivedType(typeof(Pushed), "push")]
[JsonDerivedType(typeof(GapTold), "gap")]
[JsonDerivedType(typeof(PageRead), "page")]
[JsonDerivedType(typeof(FaultBegan), "fault")]
[JsonDerivedType(typeof(FaultHealed), "heal")]
[JsonDerivedType(typeof(EvidenceSeen), "evidence")]
[JsonDerivedType(typeof(LogRestored), "restored")]
[JsonDerivedType(typeof(FinalPage), "final")]
[JsonDerivedType(typeof(FinalState), "state")]
[JsonDerivedType(typeof(FinalReadPosition), "readPosition")]
public abstract record HistoryRecord
{
    /// <summary>Nanoseconds since the run began, on a clock that never goes back.</summary>
    [JsonPropertyOrder(-1)]
    public required long At { get; init; }

    /// <summary>Line in the file, from 1; 0 until it has been read from one.</summary>
    [JsonIgnore]
    public long Line { get; init; }
}

/// <summary>The first line: what was run.</summary>
public sealed record RunStarted : HistoryRecord
{
    /// <summary>Version of this format.</summary>
    public int Format { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>With it the run can be repeated.</summary>
    public required int Seed { get; init; }

    /// <summary>Wall clock at <see cref="HistoryRecord.At"/> 0, UTC: for people who look into server logs beside it.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
