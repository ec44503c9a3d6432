namespace Parley.Faults.Checking;

/// <summary>What a run must reach to count.</summary>
public sealed record CheckOptions
{
    /// <summary>A run with fewer acknowledged commands is void.</summary>
    public int MinAcks { get; init; } = 100;

    /// <summary>False for a run without a nemesis; else a run without a fault is void.</summary>
    public bool FaultsAreExpected { get; init; } = true;

    /// <summary>For so long after it was healed a fault may still show that it bit.</summary>
    public TimeSpan EvidenceGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Within this time after the last heal and the last acknowledgement every subscriber is at the head.</summary>
    public TimeSpan ConvergeWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time a room may leave a command without an acknowledgement of any; null: it is only reported.</summary>
    public TimeSpan? MaxUnavailability { get; init; }
}
