using System.Collections.Immutable;

namespace Parley.Grains.SecondFactor;

/// <summary>What is kept of a user's second factor.</summary>
public sealed record SecondFactorState
{
    /// <summary>Sealed; null: it is off.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>Sealed; made, but no code of it was shown yet.</summary>
    public byte[]? Pending { get; init; }

    /// <summary>The step whose code was spent last: only codes of later ones count.</summary>
    public long LastStep { get; init; }

    /// <summary>Hashes of the recovery codes that are left.</summary>
    public ImmutableArray<string> RecoveryHashes { get; init; } = [];

    /// <summary>Wrong codes in a row.</summary>
    public int Failures { get; init; }

    public DateTimeOffset LastFailureAt { get; init; }
}
