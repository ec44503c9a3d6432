using System.Collections.Immutable;

namespace Parley.Grains.Bots;

/// <summary>What is kept of a user's bots. Never changed, only replaced.</summary>
public sealed record BotsState
{
    /// <summary>User ids, oldest first.</summary>
    public ImmutableArray<string> Bots { get; init; } = [];
}
