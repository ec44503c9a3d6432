namespace Parley.Fuzz.Runs;

/// <summary>What a run does.</summary>
internal sealed record FuzzOptions
{
    public required int Cases { get; init; }

    public required int Seed { get; init; }

    public required int Workers { get; init; }

    /// <summary>Path of the server's assembly.</summary>
    public required string Server { get; init; }

    /// <summary>Folder for failed cases and the server's log.</summary>
    public required string Output { get; init; }

    public IReadOnlyList<long> Replay { get; init; } = [];

    /// <summary>The run ends then, however many cases are left. Null: no limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>An answer that takes longer is asked for again alone; if it takes as long once more it is a hang.</summary>
    public TimeSpan Hang { get; init; } = TimeSpan.FromSeconds(1);
}
