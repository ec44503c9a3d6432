using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>How much happened in a run.</summary>
public sealed record RunCounts
{
    public required int Rooms { get; init; }

    public required int Clients { get; init; }

    /// <summary>Commands, however often each was tried.</summary>
    public required int Operations { get; init; }

    /// <summary>Commands that were acknowledged.</summary>
    public required int Acks { get; init; }

    /// <summary>Attempts after the first.</summary>
    public required int Retries { get; init; }

    /// <summary>Attempts that failed for certain.</summary>
    public required int Failed { get; init; }

    /// <summary>Attempts whose outcome stayed unknown.</summary>
    public required int Unknown { get; init; }

    /// <summary>Events that reached clients live.</summary>
    public required long EventsPushed { get; init; }

    /// <summary>Connections that were lost.</summary>
    public required int Disconnections { get; init; }

    /// <summary>Subscriptions that ended with a gap, as the contract allows.</summary>
    public required int Gaps { get; init; }

    public required int Faults { get; init; }

    internal static RunCounts Of(RecordedRun run, IReadOnlyList<RoomRun> rooms)
    {
        var operations = rooms.SelectMany(room => room.Operations).ToList();
        var attempts = operations.SelectMany(operation => operation.Attempts).ToList();
        return new RunCounts
        {
            Rooms = rooms.Count,
            Clients = run.Records.OfType<ClientRecord>().Select(record => record.Client).Distinct().Count(),
            Operations = operations.Count,
            Acks = operations.Count(operation => operation.Acks.Any()),
            Retries = attempts.Count - operations.Count,
            Failed = attempts.Count(attempt => attempt.Answer is Failed),
            Unknown = attempts.Count(attempt => attempt.Answer is null or History.Unknown),
            EventsPushed = run.Records.OfType<Pushed>().Sum(push => (long)push.Events.Length),
            Disconnections = run.Records.OfType<Disconnected>().Count(),
            Gaps = run.Records.OfType<GapTold>().Count(),
            Faults = run.Records.OfType<FaultBegan>().Count(),
        };
    }
}
