using System.Collections.Immutable;
using Parley.Files;

namespace Parley.Rooms;

/// <summary>
/// A message that another one passes on. It is named and not copied: what it says is asked for whenever somebody looks, and told to those who may
/// read it where it is.
/// </summary>
/// <param name="Sender">User id of who wrote it.</param>
[GenerateSerializer, Immutable, Alias("parley.room.forwarded-from")]
public sealed record ForwardedFrom([Id(0)] string Room, [Id(1)] long Seq, [Id(2)] string Sender, [Id(3)] DateTimeOffset At);

/// <summary>A forwarded message as one reader sees it now.</summary>
/// <param name="Text">As it is now; null: it was deleted, or the reader may neither read its room nor just walk in.</param>
/// <param name="Files">Null: none, or the reader may not have them.</param>
/// <param name="IsReadable">The reader may read it where it is.</param>
[GenerateSerializer, Immutable, Alias("parley.room.forwarded")]
public sealed record ForwardedMessage(
    [Id(0)] ForwardedFrom From, [Id(1)] string? Text, [Id(2)] ImmutableArray<MessageFile>? Files, [Id(3)] DateTimeOffset? EditedAt, [Id(4)] bool IsReadable)
{
    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => $"forwarded {From.Seq}";
}

/// <summary>What somebody may see of a message who need not be a member.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.glimpse")]
public sealed record Glimpse([Id(0)] string? Text, [Id(1)] ImmutableArray<MessageFile>? Files, [Id(2)] DateTimeOffset? EditedAt, [Id(3)] bool IsReadable)
{
    public static Glimpse Nothing { get; } = new(null, null, null, IsReadable: false);

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => "glimpse";
}
