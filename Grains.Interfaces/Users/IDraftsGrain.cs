using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Users;

/// <summary>What a user has begun to write, one draft a room. Key: user id. What was answered is on disk.</summary>
[Alias("parley.drafts"), GrainInterfaceType("drafts")]
public interface IDraftsGrain : IGrainWithStringKey
{
    /// <summary>All drafts, the newest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<Draft>> List();

    /// <summary>Puts a draft in the place of the room's, whoever wrote that: the last one wins. Refused as <c>too-many-drafts</c>.</summary>
    [Alias("save"), Repeatable] Task<Outcome<Draft>> Save(SaveDraft draft);

    /// <summary>Drops the draft of a room unless it is newer. Harmless if there is none.</summary>
    /// <param name="version">The newest version that goes.</param>
    [Alias("drop"), Repeatable] Task Drop(string room, long version);

    /// <summary>Forgets all of them: their user is erased.</summary>
    [Alias("erase"), Repeatable] Task Erase();
}

/// <summary>Something that a user has begun to write.</summary>
/// <param name="ReplyTo">Number of the message that it answers; null: none.</param>
/// <param name="Version">Goes up with every draft of the user that is kept: of two of a room, the higher one is the newer.</param>
[GenerateSerializer, Immutable, Alias("parley.draft")]
public sealed record Draft([Id(0)] string Room, [Id(1)] string Text, [Id(2)] long? ReplyTo, [Id(3)] long Version, [Id(4)] DateTimeOffset At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"Draft({Room}, {Version})";
}

/// <summary>Asks for a draft to be kept.</summary>
[GenerateSerializer, Immutable, Alias("parley.draft.save")]
public sealed record SaveDraft([Id(0)] string Room, [Id(1)] string Text, [Id(2)] long? ReplyTo)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"SaveDraft({Room})";
}

/// <summary>A draft is as the user has left it on some device.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.draft-saved")]
public sealed record DraftSaved([Id(0)] Draft Draft) : OwnChange;

/// <summary>A draft is gone: sent, or thrown away.</summary>
/// <param name="Version">Of the draft; a newer one of the room is another.</param>
[GenerateSerializer, Immutable, Alias("parley.own.draft-dropped")]
public sealed record DraftDropped([Id(0)] string Room, [Id(1)] long Version) : OwnChange;
