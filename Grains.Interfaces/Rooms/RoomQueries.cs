using Parley.Access;

namespace Parley.Rooms;

/// <summary>Asks for a page of history. <see cref="After"/> and <see cref="Before"/> exclude each other; neither: the newest page.</summary>
/// <param name="Reader">User id; must be a member.</param>
/// <param name="Limit">Events at most, 1–1000; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.room.read")]
public sealed record ReadEvents([Id(0)] string Reader, [Id(1)] int Limit)
{
    [Id(0)] public long? After { get; init; }
    [Id(1)] public long? Before { get; init; }

    /// <summary>What the reader is on this server.</summary>
    [Id(2)] public ServerRole ReaderRole { get; init; }

    /// <summary>True: a reader who has left by themselves is given what there was up to their departure, if the room lets them read on (<see cref="RoomLeavers"/>).</summary>
    [Id(3)] public bool LooksBack { get; init; }
}

/// <summary>
/// Asks for messages as they are now. Of <see cref="Around"/>, <see cref="Before"/> and <see cref="After"/> one at most; none: the newest.
/// </summary>
/// <param name="Reader">User id; must be a member.</param>
/// <param name="Limit">Messages at most, 1–1000; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.room.read-messages")]
public sealed record ReadMessages([Id(0)] string Reader, [Id(1)] int Limit)
{
    /// <summary>A number that the page goes around, about as far in both directions.</summary>
    [Id(0)] public long? Around { get; init; }
    [Id(1)] public long? Before { get; init; }
    [Id(2)] public long? After { get; init; }

    /// <summary>What the reader is on this server.</summary>
    [Id(3)] public ServerRole ReaderRole { get; init; }

    /// <summary>Seq of a message: only what is in its thread, without itself; null: all.</summary>
    [Id(4)] public long? Thread { get; init; }

    /// <summary>As in <see cref="ReadEvents"/>: then messages are as they were at the departure, but for what has been taken back since.</summary>
    [Id(5)] public bool LooksBack { get; init; }
}

/// <summary>Asks for what a reader missed, before live events go on.</summary>
/// <param name="Reader">User id; must be a member.</param>
[GenerateSerializer, Immutable, Alias("parley.room.subscribe")]
public sealed record SubscribeReader([Id(0)] string Reader)
{
    /// <summary>The last number the reader has; null: from now.</summary>
    [Id(0)] public long? After { get; init; }

    /// <summary>The epoch <see cref="After"/> belongs to; another one than the room's makes the reader a new one.</summary>
    [Id(1)] public string? Epoch { get; init; }

    /// <summary>What the reader is on this server.</summary>
    [Id(2)] public ServerRole ReaderRole { get; init; }
}

/// <summary>Asks for the newest messages that somebody wants to delete.</summary>
/// <param name="Author">User id of who wrote them; null: whoever.</param>
/// <param name="Since">Sent at that time or later; null: whenever.</param>
/// <param name="Limit">At most; more than the server's settings allow is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.room.find-messages")]
public sealed record FindMessages([Id(0)] Actor Reader, [Id(1)] string? Author, [Id(2)] DateTimeOffset? Since, [Id(3)] int Limit);

/// <summary>Asks for a new invite to a room.</summary>
/// <param name="Role">What it makes of who uses it.</param>
/// <param name="Lifetime">How long it counts, from now.</param>
[GenerateSerializer, Immutable, Alias("parley.room.new-invite")]
public sealed record NewInvite([Id(0)] string Room, [Id(1)] Actor Maker, [Id(2)] RoomRole Role, [Id(3)] int MaxUses, [Id(4)] TimeSpan Lifetime);
