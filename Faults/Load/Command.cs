using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>What a client asks of a room.</summary>
internal sealed record Command(OperationKind Kind, string Room)
{
    public string? ClientId { get; init; }

    public string? Text { get; init; }

    /// <summary>Seq that is edited, deleted or read up to.</summary>
    public long? Target { get; init; }
}

/// <summary>What came of one attempt of a command.</summary>
internal abstract record Reply
{
    /// <param name="Seq">Null if the answer names none.</param>
    internal sealed record Done(long? Seq, string? Epoch) : Reply;

    /// <summary>Certainly nothing was stored.</summary>
    internal sealed record Refused(string Code, TimeSpan? RetryAfter = null) : Reply;

    /// <summary>The outcome is not known.</summary>
    internal sealed record Lost(string Reason, TimeSpan? RetryAfter = null) : Reply;
}
