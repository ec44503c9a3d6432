using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;

namespace Parley.Files;

/// <summary>
/// Files on their way to a message, and who may have those of messages. Knows of their bytes only how many there are: those lie where frontends put them. Key: 0;
/// any number of activations.
/// </summary>
[Alias("parley.uploads"), GrainInterfaceType("uploads")]
public interface IUploadsGrain : IGrainWithIntegerKey
{
    /// <summary>Begins one. Refused as <c>quota-used</c>. Not repeatable: each begins another one.</summary>
    [Alias("begin")] Task<Outcome<Upload>> Begin(NewUpload command);

    /// <summary>The user's own upload; null: none such.</summary>
    [Alias("find"), Repeatable] Task<Upload?> Find(string id, string user);

    /// <summary>Notes that bytes are on disk, if it is still where <paramref name="from"/> says.</summary>
    [Alias("advance"), Repeatable] Task<bool> Advance(string id, long from, long to);

    /// <summary>Notes what a whole one is.</summary>
    [Alias("finish"), Repeatable] Task Finish(string id, string type, int? width, int? height);

    /// <summary>Notes that there is a thumbnail.</summary>
    [Alias("thumbnail"), Repeatable] Task Thumbnail(string id);

    /// <summary>
    /// Gives uploads to one command of their user, for ever: a repeat of that gets them again, any other is refused as <c>file-used</c>. Refused as
    /// <c>upload-not-found</c> if one is not the user's, of another room or not whole.
    /// </summary>
    [Alias("claim"), Repeatable] Task<Outcome<ImmutableArray<MessageFile>>> Claim(ClaimUploads command);

    /// <summary>Gives back what a command has claimed whose message was refused for certain. What a message has stays with it.</summary>
    [Alias("release"), Repeatable] Task Release(string user, string room, string clientId);

    /// <summary>The file of a message that the reader may read. Refused like history, or as <c>file-not-found</c>.</summary>
    [Alias("locate"), Repeatable] Task<Outcome<MessageFile>> Locate(string room, string file, Actor reader);

    /// <summary>Has the user's upload erased, if no message may have it.</summary>
    [Alias("cancel"), Repeatable] Task Cancel(string id, string user);

    /// <summary>Has all uploads of a user erased that no message may have.</summary>
    [Alias("erase-of"), Repeatable] Task EraseOf(string user);

    /// <summary>Files whose bytes are to be erased: of deleted messages, and uploads that nobody has used for so long.</summary>
    [Alias("to-erase"), Repeatable] Task<ImmutableArray<string>> ToErase(TimeSpan unusedFor);

    /// <summary>Their bytes are gone.</summary>
    [Alias("erased"), Repeatable] Task Erased(ImmutableArray<string> ids);

    /// <summary>
    /// Which of these files nobody knows: no upload, no message, no export. Notes when that was found first; due are those of which it was found <paramref name="grace"/> ago.
    /// </summary>
    [Alias("unknown"), Repeatable] Task<ImmutableArray<UnknownFile>> Unknown(ImmutableArray<string> ids, TimeSpan grace);

    /// <summary>Forgets when files were found to be nobody's: they are gone.</summary>
    [Alias("unknown-erased"), Repeatable] Task UnknownErased(ImmutableArray<string> ids);
}

/// <param name="Name">One line.</param>
/// <param name="Size">Bytes, all of them.</param>
/// <param name="Quota">Bytes that the user may have on this server.</param>
[GenerateSerializer, Immutable, Alias("parley.upload.new")]
public sealed record NewUpload([Id(0)] string User, [Id(1)] string Room, [Id(2)] string Name, [Id(3)] long Size, [Id(4)] long Quota)
{
    /// <summary>Without the name.</summary>
    public override string ToString() => $"NewUpload({User}, {Room})";
}

/// <param name="Received">Bytes that are on disk.</param>
/// <param name="Type">Null: not all is there yet.</param>
/// <param name="IsClaimed">A message has it, or will.</param>
[GenerateSerializer, Immutable, Alias("parley.upload")]
public sealed record Upload(
    [Id(0)] string Id, [Id(1)] string Room, [Id(2)] string Name, [Id(3)] long Size, [Id(4)] long Received, [Id(5)] string? Type, [Id(6)] int? Width, [Id(7)] int? Height,
    [Id(8)] bool HasThumbnail, [Id(9)] bool IsClaimed)
{
    /// <summary>Without the name.</summary>
    public override string ToString() => $"Upload({Id})";
}

/// <param name="ClientId">Of the command.</param>
[GenerateSerializer, Immutable, Alias("parley.upload.claim")]
public sealed record ClaimUploads([Id(0)] string User, [Id(1)] string Room, [Id(2)] string ClientId, [Id(3)] ImmutableArray<string> Ids);
