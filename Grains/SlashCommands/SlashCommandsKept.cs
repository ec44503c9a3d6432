using System.Collections.Immutable;
using Parley.SlashCommands;

namespace Parley.Grains.SlashCommands;

/// <summary>What is kept of the commands of a room or the server. Never changed, only replaced.</summary>
public sealed record SlashCommandsKept
{
    /// <summary>With their sealed secrets, by name.</summary>
    public ImmutableSortedDictionary<string, SlashTarget> Commands { get; init; } = ImmutableSortedDictionary.Create<string, SlashTarget>(StringComparer.Ordinal);
}

/// <summary>What is kept of what somebody has asked of late. Never changed, only replaced.</summary>
public sealed record SlashRunsKept
{
    /// <summary>The latest last.</summary>
    public ImmutableArray<SlashRunKept> Runs { get; init; } = [];
}

/// <summary>One run.</summary>
/// <param name="SecretHash">Of the secret in its <c>response_url</c>.</param>
/// <param name="Until">From then on nothing more is taken, and nothing is kept.</param>
/// <param name="Uses">Of its <c>response_url</c>, so far.</param>
public sealed record SlashRunKept(string Id, SlashCommand Command, string Room, string SecretHash, DateTimeOffset Until, int Uses, ImmutableArray<SlashLater> Later)
{
    /// <summary>Without what was answered.</summary>
    public override string ToString() => $"SlashRunKept({Id})";
}
