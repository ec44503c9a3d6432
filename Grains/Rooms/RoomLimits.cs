using Parley.Grains.Moderation;
using Parley.Retention;

namespace Parley.Grains.Rooms;

/// <summary>Limits that decisions depend on; see <see cref="RoomOptions"/>.</summary>
/// <param name="Reactions">Different emoji under one message, at most.</param>
/// <param name="Pins">Pinned messages, at most.</param>
public sealed record RoomLimits(int Reactions, int Pins)
{
    /// <summary>Messages deleted at once, at most.</summary>
    public int DeleteMany { get; init; } = 500;

    /// <summary>How long that can be undone; zero: not at all.</summary>
    public TimeSpan UndoDelete { get; init; }

    /// <summary>Whether owners may delete their rooms.</summary>
    public bool OwnersMayDelete { get; init; }

    /// <summary>What owners may say about how long messages are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Words that are not to be said on the server.</summary>
    public WordMatcher ServerWords { get; init; } = WordMatcher.None;

    /// <summary>Words that are not to be said in the room.</summary>
    public WordMatcher RoomWords { get; init; } = WordMatcher.None;
}
