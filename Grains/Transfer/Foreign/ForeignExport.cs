using Parley.Rooms;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>What another chat server has written, as far as it can be told here.</summary>
/// <param name="Rooms">Read one after the other.</param>
internal sealed record ForeignExport(IReadOnlyList<ForeignUser> Users, IEnumerable<ForeignRoom> Rooms);

/// <param name="Id">Theirs.</param>
/// <param name="UserName">One that may be had here, and nobody else in the export has.</param>
internal sealed record ForeignUser(string Id, string UserName, string? DisplayName, bool IsDeactivated);

/// <param name="Id">Theirs.</param>
/// <param name="Name">One that a room may have here; of conversations <c>direct:USER:USER</c> or <c>group:…</c>.</param>
/// <param name="Creator">User id; one of the members.</param>
/// <param name="Members">User ids; whoever has said something is one as well.</param>
internal sealed record ForeignRoom(
    string Id, string Name, string Title, string? Topic, RoomVisibility Visibility, string Creator, DateTimeOffset Created, IReadOnlyCollection<string> Members, IReadOnlyList<ForeignMessage> Messages)
{
    public bool IsArchived { get; init; }
}

/// <param name="Key">Unique in the room.</param>
/// <param name="Sender">User id.</param>
/// <param name="Text">Markdown.</param>
/// <param name="Thread">Key of the message that its thread began with; null: it is in the room itself.</param>
internal sealed record ForeignMessage(string Key, string Sender, DateTimeOffset At, string Text, string? Thread)
{
    public IReadOnlyList<string> Mentions { get; init; } = [];

    public MentionScope Everybody { get; init; }

    /// <summary>Names as <see cref="EmojiNames"/> knows them, with the user's id.</summary>
    public IReadOnlyList<(string Name, string User)> Reactions { get; init; } = [];

    public bool IsPinned { get; init; }

    /// <summary>Where its files lie in the archive, as the archive says it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => Key;
}
