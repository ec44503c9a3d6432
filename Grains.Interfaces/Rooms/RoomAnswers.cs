using System.Collections.Immutable;
using Parley.Access;
using Parley.Users;

namespace Parley.Rooms;

/// <summary>A command was carried out, and is on disk.</summary>
/// <param name="Event">The event that is its answer; null if the state was already as asked and nothing was written.</param>
/// <param name="IsRepeat">True if it had been carried out before and this is the first answer again.</param>
/// <param name="Seq">Number of the event; the room's head if there is none.</param>
[GenerateSerializer, Immutable, Alias("parley.room.done")]
public sealed record Done(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long Seq,
    [Id(3)] DateTimeOffset At, [Id(4)] RoomEvent? Event, [Id(5)] bool IsRepeat);

/// <summary>A room as one reader sees it.</summary>
/// <param name="Epoch">Changes only when a backup was restored.</param>
/// <param name="LastSeq">The room's head.</param>
/// <param name="N">Messages ever posted.</param>
/// <param name="Role">The reader's role; null if the reader is no member.</param>
[GenerateSerializer, Immutable, Alias("parley.room.view")]
public sealed record RoomView(
    [Id(0)] string Id, [Id(1)] string Name, [Id(2)] string Title, [Id(3)] RoomVisibility Visibility,
    [Id(4)] string Epoch, [Id(5)] long LastSeq, [Id(6)] long N,
    [Id(7)] string CreatedBy, [Id(8)] DateTimeOffset CreatedAt, [Id(9)] RoomRole? Role)
{
    /// <summary>What it is about; null: not said.</summary>
    [Id(0)] public string? Topic { get; init; }

    /// <summary>Seconds between two messages of one member; 0: none.</summary>
    [Id(1)] public int SlowMode { get; init; }

    [Id(2)] public bool IsArchived { get; init; }

    /// <summary>All that the reader may do.</summary>
    [Id(3)] public RoomPermission Permissions { get; init; }

    /// <summary>User ids of all whose conversation it is; none of other rooms.</summary>
    [Id(4)] public ImmutableArray<string>? People { get; init; }

    /// <summary>What of its past is shown to members.</summary>
    [Id(5)] public RoomHistory History { get; init; }

    /// <summary>What is left to who has left it by themselves.</summary>
    [Id(6)] public RoomLeavers Leavers { get; init; }

    /// <summary>Days that messages are kept; 0: for ever; null: as the server's rule says.</summary>
    [Id(7)] public int? Retention { get; init; }
}

/// <summary>One member of a room.</summary>
/// <param name="FromSeq">Number of the event that made the user a member.</param>
[GenerateSerializer, Immutable, Alias("parley.room.member")]
public sealed record RoomMember([Id(0)] string User, [Id(1)] RoomRole Role, [Id(2)] long FromSeq);

/// <summary>A run of events without holes, oldest first.</summary>
/// <param name="LastSeq">The room's head, not the page's.</param>
/// <param name="Floor">Nothing below this number is served to this reader.</param>
[GenerateSerializer, Immutable, Alias("parley.room.page")]
public sealed record EventPage(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long LastSeq, [Id(3)] long Floor,
    [Id(4)] ImmutableArray<RoomEvent> Events)
{
    /// <summary>Number of the first event of the page; 0 if it is empty.</summary>
    public long FirstSeq => Events.IsDefaultOrEmpty ? 0 : Events[0].Seq;
}

/// <summary>
/// The newest run of events that ends at the head, for a reader who was a member at that head. Live events go on at the next number.
/// </summary>
/// <param name="Complete">False if events between what the reader has and the first of these are missing: page them.</param>
[GenerateSerializer, Immutable, Alias("parley.room.subscription")]
public sealed record Subscription([Id(0)] EventPage Page, [Id(1)] bool Complete);

/// <summary>A position in a room: a number and the count of messages up to it.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.position")]
public sealed record ReadPosition([Id(0)] string Room, [Id(1)] long Seq, [Id(2)] long N)
{
    /// <summary>The room is too large to be told who has read what: see <see cref="IRoomGrain.Seen"/>.</summary>
    [Id(3)] public bool IsUntold { get; init; }
}

/// <summary>Messages that were deleted together, and can be brought back.</summary>
/// <param name="Seq">Number of the first of the deletions.</param>
/// <param name="By">User id.</param>
/// <param name="Count">Messages that can come back.</param>
[GenerateSerializer, Immutable, Alias("parley.room.deletion")]
public sealed record Deletion([Id(0)] long Seq, [Id(1)] string By, [Id(2)] DateTimeOffset At, [Id(3)] int Count, [Id(4)] DateTimeOffset UndoUntil);

/// <summary>A user who cannot become a member.</summary>
/// <param name="BannedBy">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.room.ban")]
public sealed record RoomBan([Id(0)] string User, [Id(1)] string BannedBy, [Id(2)] DateTimeOffset At);

/// <summary>An invite as those see it who may make some. Its code was told once.</summary>
/// <param name="Role">What it makes of who uses it.</param>
/// <param name="CreatedBy">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.room.invite")]
public sealed record RoomInvite(
    [Id(0)] string Id, [Id(1)] RoomRole Role, [Id(2)] int MaxUses, [Id(3)] int Uses, [Id(4)] DateTimeOffset ExpiresAt,
    [Id(5)] string CreatedBy, [Id(6)] DateTimeOffset CreatedAt);

/// <summary>An invite was made.</summary>
/// <param name="Code">Lets in who knows it. Told only now.</param>
[GenerateSerializer, Immutable, Alias("parley.room.invite-made")]
public sealed record InviteMade([Id(0)] RoomInvite Invite, [Id(1)] string Code)
{
    /// <summary>Without the code.</summary>
    public override string ToString() => $"InviteMade({Invite.Id})";
}
