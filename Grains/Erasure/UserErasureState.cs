using Parley.Access;
using Parley.Erasure;

namespace Parley.Grains.Erasure;

/// <summary>What is kept of an erasure. Never changed, only replaced.</summary>
public sealed record UserErasureState
{
    public ErasureStep Step { get; init; }

    /// <summary>User id of who asked, and what that user was on the server; null: the operator.</summary>
    public string? By { get; init; }

    public ServerRole ByRole { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Messages erased so far; after a crash it may have counted some twice, or not at all.</summary>
    public long Messages { get; init; }

    /// <summary>When it is to be looked again.</summary>
    public DateTimeOffset? LookAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public ErasureStatus View(string user) => new(
        user, Step switch { ErasureStep.None or ErasureStep.Asked => ErasureState.None, ErasureStep.Done => ErasureState.Done, _ => ErasureState.Running }, By, At, Messages, DoneAt);
}

/// <summary>How far it is. The names are stored: never change them.</summary>
public enum ErasureStep
{
    None = 0,

    /// <summary>Whether the user may be erased is being found out.</summary>
    Asked = 1,

    /// <summary>Decided; what is left is looked for and erased.</summary>
    Running = 2,

    /// <summary>All that was found is gone; it is looked once more.</summary>
    LookingAgain = 3,
    Done = 4,
}
