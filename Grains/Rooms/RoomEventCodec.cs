using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Files;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// How events stand in the log, for ever: common fields in columns, the rest as JSON by kind and version. Erased content
/// is a NULL payload. Golden tests hold the format fast.
/// </summary>
internal static class RoomEventCodec
{
    public const int Version = 1;

    private const string RoomCreatedKind = "roomCreated";
    private const string MemberJoinedKind = "memberJoined";
    public const string MemberLeftKind = "memberLeft";
    private const string MemberKickedKind = "memberKicked";
    private const string MemberBannedKind = "memberBanned";
    private const string MemberUnbannedKind = "memberUnbanned";
    private const string RoleChangedKind = "roleChanged";
    private const string InviteCreatedKind = "inviteCreated";
    private const string InviteRevokedKind = "inviteRevoked";
    private const string SettingsChangedKind = "settingsChanged";
    private const string RoomArchivedKind = "roomArchived";
    private const string RoomUnarchivedKind = "roomUnarchived";
    private const string MessagePostedKind = "messagePosted";
    private const string MessageEditedKind = "messageEdited";
    private const string MessageDeletedKind = "messageDeleted";
    private const string MessageRestoredKind = "messageRestored";
    private const string MessagePinnedKind = "messagePinned";
    private const string MessageUnpinnedKind = "messageUnpinned";
    private const string PreviewsChangedKind = "previewsChanged";
    private const string ReactionAddedKind = "reactionAdded";
    private const string ReactionRemovedKind = "reactionRemoved";
    private const string PollVotedKind = "pollVoted";
    private const string PollClosedKind = "pollClosed";

    /// <summary>The kind-specific part; null if nothing is left of it.</summary>
    public static string? Payload(RoomEvent e) => e switch
    {
        RoomCreated x => Json(new CreatedPayload(x.Name, x.Title, x.Visibility), LogJson.Default.CreatedPayload),
        MemberJoined x => Json(new MemberPayload(x.User, x.Role, x.Invite), LogJson.Default.MemberPayload),
        MemberLeft x => Member(x.User),
        MemberKicked x => Member(x.User),
        MemberBanned x => Member(x.User),
        MemberUnbanned x => Member(x.User),
        RoleChanged x => Json(new MemberPayload(x.User, x.Role), LogJson.Default.MemberPayload),
        InviteCreated x => Json(
            new InvitePayload(x.Invite, x.SecretHash, x.Role, x.MaxUses, x.ExpiresAt.ToUnixTimeMilliseconds()), LogJson.Default.InvitePayload),
        InviteRevoked x => Json(new InvitePayload(x.Invite), LogJson.Default.InvitePayload),
        SettingsChanged x => Json(new SettingsPayload(x.Title, x.Topic, x.Visibility, x.SlowMode, x.Name, x.History, x.Leavers, x.Retention), LogJson.Default.SettingsPayload),
        RoomArchived { IsDeleted: true } => Json(new ArchivedPayload(Deleted: true), LogJson.Default.ArchivedPayload),
        RoomArchived or RoomUnarchived => "{}",
        MessagePosted x => x.Text is null ? null : Json(Content(x), LogJson.Default.TextPayload),
        MessageEdited x => x.Text is null ? null : Json(new TextPayload(x.Text, null, null, UsersOf(x.Mentions), ScopeOf(x.Mentions), Masked: x.IsMasked ? true : null), LogJson.Default.TextPayload),
        MessageDeleted { Batch: { } batch } => Json(new DeletedPayload(batch), LogJson.Default.DeletedPayload),
        MessageDeleted { IsExpired: true } => Json(new DeletedPayload(null, Expired: true), LogJson.Default.DeletedPayload),
        MessageDeleted or MessagePinned or MessageUnpinned or PollClosed => "{}",
        MessageRestored x => x.Message?.Text is null ? null : Json(
            new RestoredPayload(x.Batch, Content(x.Message), x.Edits == 0 ? null : x.Edits, x.EditedAt?.ToUnixTimeMilliseconds()), LogJson.Default.RestoredPayload),
        PreviewsChanged x => x is { Previews.IsEmpty: true, Unwanted.IsEmpty: true } ? null
            : Json(new PreviewsPayload(x.Previews, x.Unwanted.IsEmpty ? null : x.Unwanted), LogJson.Default.PreviewsPayload),
        PollVoted x => Json(new VotePayload([.. x.Choices], x.Was.IsEmpty ? null : [.. x.Was], x.IsAnonymous ? true : null), LogJson.Default.VotePayload),
        ReactionAdded x => Json(new ReactionPayload(x.Emoji), LogJson.Default.ReactionPayload),
        ReactionRemoved x => Json(new ReactionPayload(x.Emoji), LogJson.Default.ReactionPayload),
        _ => throw new UnknownEventException(e.Kind, Version),
    };

    /// <summary>Seq of the message that the event is about; of a message in a thread, the one that the thread began with.</summary>
    public static long? Target(RoomEvent e) => e switch
    {
        MessagePosted x => x.Thread,
        MessageEdited x => x.Target,
        MessageDeleted x => x.Target,
        MessageRestored x => x.Target,
        ReactionAdded x => x.Target,
        ReactionRemoved x => x.Target,
        MessagePinned x => x.Target,
        MessageUnpinned x => x.Target,
        PreviewsChanged x => x.Target,
        PollVoted x => x.Target,
        PollClosed x => x.Target,
        _ => null,
    };

    /// <exception cref="UnknownEventException">The event was written by a newer program.</exception>
    public static RoomEvent Decode(StoredEvent s)
    {
        if (s.Version != Version)
        {
            throw new UnknownEventException(s.Kind, s.Version);
        }

        return s.Kind switch
        {
            MessagePostedKind => Posted(s, Parse(s.Payload, LogJson.Default.TextPayload)),
            MessageEditedKind => Edited(s, Parse(s.Payload, LogJson.Default.TextPayload)),
            MessageDeletedKind => Deleted(s, Parse(s.Payload, LogJson.Default.DeletedPayload)),
            MessageRestoredKind => Restored(s, Parse(s.Payload, LogJson.Default.RestoredPayload)),
            MessagePinnedKind => With(s, new MessagePinned { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value }),
            MessageUnpinnedKind => With(s, new MessageUnpinned { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value }),
            PreviewsChangedKind => Previews(s),
            ReactionAddedKind => With(s, new ReactionAdded { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Emoji = EmojiOf(s) }),
            ReactionRemovedKind => With(s, new ReactionRemoved { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Emoji = EmojiOf(s) }),
            PollVotedKind => Voted(s, Parse(s.Payload, LogJson.Default.VotePayload)!),
            PollClosedKind => With(s, new PollClosed { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value }),
            MemberJoinedKind => Joined(s, Parse(s.Payload, LogJson.Default.MemberPayload)!),
            MemberLeftKind => With(s, new MemberLeft { Seq = 0, Sender = "", At = default, N = 0, User = User(s) }),
            RoomCreatedKind => Created(s, Parse(s.Payload, LogJson.Default.CreatedPayload)!),
            MemberKickedKind => With(s, new MemberKicked { Seq = 0, Sender = "", At = default, N = 0, User = User(s) }),
            MemberBannedKind => With(s, new MemberBanned { Seq = 0, Sender = "", At = default, N = 0, User = User(s) }),
            MemberUnbannedKind => With(s, new MemberUnbanned { Seq = 0, Sender = "", At = default, N = 0, User = User(s) }),
            RoleChangedKind => RoleOf(s, Parse(s.Payload, LogJson.Default.MemberPayload)!),
            InviteCreatedKind => InviteOf(s, Parse(s.Payload, LogJson.Default.InvitePayload)!),
            InviteRevokedKind => With(s, new InviteRevoked
            {
                Seq = 0, Sender = "", At = default, N = 0, Invite = Parse(s.Payload, LogJson.Default.InvitePayload)!.Invite,
            }),
            SettingsChangedKind => Settings(s, Parse(s.Payload, LogJson.Default.SettingsPayload)!),
            RoomArchivedKind => With(s, new RoomArchived
            {
                Seq = 0, Sender = "", At = default, N = 0, IsDeleted = Parse(s.Payload, LogJson.Default.ArchivedPayload)?.Deleted == true,
            }),
            RoomUnarchivedKind => With(s, new RoomUnarchived { Seq = 0, Sender = "", At = default, N = 0 }),
            _ => throw new UnknownEventException(s.Kind, s.Version),
        };
    }

    /// <summary>What the payload of a change of previews says; none of both, if it was erased.</summary>
    public static (ImmutableArray<LinkPreview> Previews, ImmutableArray<string> Unwanted) Previews(string? payload) =>
        Parse(payload, LogJson.Default.PreviewsPayload) is { } parsed ? (parsed.Previews, parsed.Unwanted ?? []) : ([], []);

    /// <summary>What a message's payload says, or an edit's.</summary>
    public static (string Text, Mentions? Mentions) Text(string payload)
    {
        var parsed = Parse(payload, LogJson.Default.TextPayload)!;
        return (parsed.Text, MentionsOf(parsed));
    }

    private static MessagePosted Posted(StoredEvent s, TextPayload? payload) => With(s, new MessagePosted
    {
        Seq = 0, Sender = "", At = default, N = 0, Text = payload?.Text, ReplyTo = payload?.ReplyTo, Mentions = MentionsOf(payload), Thread = s.Target,
        Files = payload?.Files, Poll = payload?.Poll?.Poll, Forward = payload?.Forward?.Forward, IsMasked = payload?.Masked == true,
    });

    private static MessageDeleted Deleted(StoredEvent s, DeletedPayload? payload) => With(s, new MessageDeleted
    {
        Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Batch = payload?.Batch, IsExpired = payload?.Expired == true,
    });

    private static PollVoted Voted(StoredEvent s, VotePayload payload) => With(s, new PollVoted
    {
        Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Choices = [.. payload.Choices], Was = [.. payload.Was ?? []], IsAnonymous = payload.Anonymous == true,
    });

    /// <summary>Who wrote the message, and when, is in its own event: here is what it says.</summary>
    private static MessageRestored Restored(StoredEvent s, RestoredPayload? payload) => With(s, new MessageRestored
    {
        Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Batch = payload?.Batch ?? 0, Edits = payload?.Edits ?? 0,
        EditedAt = payload?.EditedAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
        Message = payload is null ? null : Posted(new StoredEvent(s.Target!.Value, MessagePostedKind, Version, "", null, 0, 0, null, null), payload.Message),
    });

    private static TextPayload Content(MessagePosted x) => new(
        x.Text!, x.ReplyTo, x.Files, UsersOf(x.Mentions), ScopeOf(x.Mentions), PollPayload.Of(x.Poll), ForwardPayload.Of(x.Forward), x.IsMasked ? true : null);

    private static MessageEdited Edited(StoredEvent s, TextPayload? payload) => With(s, new MessageEdited
    {
        Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Text = payload?.Text, Mentions = MentionsOf(payload), IsMasked = payload?.Masked == true,
    });

    private static PreviewsChanged Previews(StoredEvent s)
    {
        var (previews, unwanted) = Previews(s.Payload);
        return With(s, new PreviewsChanged { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Previews = previews, Unwanted = unwanted });
    }

    private static Mentions? MentionsOf(TextPayload? payload) =>
        payload is null or { Mentions: null, Everybody: null } ? null : new Mentions([.. payload.Mentions ?? []], payload.Everybody ?? MentionScope.None);

    private static string[]? UsersOf(Mentions? mentions) => mentions is { Users.IsEmpty: false } ? [.. mentions.Users] : null;

    private static MentionScope? ScopeOf(Mentions? mentions) => mentions is { Everybody: not MentionScope.None and var scope } ? scope : null;

    private static MemberJoined Joined(StoredEvent s, MemberPayload payload) =>
        With(s, new MemberJoined { Seq = 0, Sender = "", At = default, N = 0, User = payload.User, Role = payload.Role ?? RoomRole.Member, Invite = payload.Invite });

    private static RoleChanged RoleOf(StoredEvent s, MemberPayload payload) =>
        With(s, new RoleChanged { Seq = 0, Sender = "", At = default, N = 0, User = payload.User, Role = payload.Role!.Value });

    private static InviteCreated InviteOf(StoredEvent s, InvitePayload payload) => With(s, new InviteCreated
    {
        Seq = 0, Sender = "", At = default, N = 0, Invite = payload.Invite, SecretHash = payload.SecretHash!, Role = payload.Role ?? RoomRole.Member,
        MaxUses = payload.MaxUses ?? 1, ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(payload.ExpiresAtMs ?? 0),
    });

    private static SettingsChanged Settings(StoredEvent s, SettingsPayload payload) => With(s, new SettingsChanged
    {
        Seq = 0, Sender = "", At = default, N = 0, Title = payload.Title, Topic = payload.Topic, Visibility = payload.Visibility, SlowMode = payload.SlowMode,
        Name = payload.Name, History = payload.History, Leavers = payload.Leavers, Retention = payload.Retention,
    });

    private static string EmojiOf(StoredEvent s) => Parse(s.Payload, LogJson.Default.ReactionPayload)!.Emoji;

    private static string Member(string user) => Json(new MemberPayload(user), LogJson.Default.MemberPayload);

    private static string User(StoredEvent s) => Parse(s.Payload, LogJson.Default.MemberPayload)!.User;

    private static RoomCreated Created(StoredEvent s, CreatedPayload payload) => With(s, new RoomCreated
    {
        Seq = 0, Sender = "", At = default, N = 0, Name = payload.Name, Title = payload.Title, Visibility = payload.Visibility,
    });

    private static T With<T>(StoredEvent s, T e)
        where T : RoomEvent =>
        e with { Seq = s.Seq, Sender = s.Sender, ClientId = s.ClientId, At = DateTimeOffset.FromUnixTimeMilliseconds(s.AtMs), N = s.N };

    private static string Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static T? Parse<T>(string? payload, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => payload is null ? null : JsonSerializer.Deserialize(payload, type);
}

/// <summary>A row of the log.</summary>
internal readonly record struct StoredEvent(
    long Seq, string Kind, int Version, string Sender, string? ClientId, long AtMs, long N, long? Target, string? Payload);

/// <summary>An event that this program does not know. It must neither skip it nor decide past it.</summary>
public sealed class UnknownEventException(string kind, int version)
    : Exception($"The log holds an event of kind {kind}, version {version}, which this program does not know. Run the newer program.");

internal sealed record CreatedPayload(string Name, string Title, RoomVisibility Visibility);

internal sealed record MemberPayload(string User, RoomRole? Role = null, string? Invite = null);

internal sealed record InvitePayload(string Invite, string? SecretHash = null, RoomRole? Role = null, int? MaxUses = null, long? ExpiresAtMs = null);

internal sealed record SettingsPayload(string? Title, string? Topic, RoomVisibility? Visibility, int? SlowMode, string? Name = null, RoomHistory? History = null, RoomLeavers? Leavers = null,
    int? Retention = null);

internal sealed record ArchivedPayload(bool? Deleted = null);

internal sealed record DeletedPayload(long? Batch, bool? Expired = null);

internal sealed record RestoredPayload(long Batch, TextPayload Message, int? Edits = null, long? EditedAtMs = null);

internal sealed record ReactionPayload(string Emoji);

internal sealed record PreviewsPayload(ImmutableArray<LinkPreview> Previews, ImmutableArray<string>? Unwanted = null);
internal sealed record VotePayload(int[] Choices, int[]? Was = null, bool? Anonymous = null);

internal sealed record PollPayload(string[] Options, bool? Multiple = null, bool? Anonymous = null)
{
    [JsonIgnore] public Poll Poll => new([.. Options], Multiple == true, Anonymous == true);

    public static PollPayload? Of(Poll? poll) =>
        poll is null ? null : new([.. poll.Options], poll.IsMultiple ? true : null, poll.IsAnonymous ? true : null);
}

internal sealed record ForwardPayload(string Room, long Seq, string Sender, long AtMs)
{
    [JsonIgnore] public ForwardedFrom Forward => new(Room, Seq, Sender, DateTimeOffset.FromUnixTimeMilliseconds(AtMs));

    public static ForwardPayload? Of(ForwardedFrom? forward) => forward is null ? null : new(forward.Room, forward.Seq, forward.Sender, forward.At.ToUnixTimeMilliseconds());
}

internal sealed record TextPayload(
    string Text, long? ReplyTo, ImmutableArray<MessageFile>? Files = null, string[]? Mentions = null, MentionScope? Everybody = null, PollPayload? Poll = null,
    ForwardPayload? Forward = null, bool? Masked = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CreatedPayload))]
[JsonSerializable(typeof(MemberPayload))]
[JsonSerializable(typeof(InvitePayload))]
[JsonSerializable(typeof(SettingsPayload))]
[JsonSerializable(typeof(ArchivedPayload))]
[JsonSerializable(typeof(DeletedPayload))]
[JsonSerializable(typeof(RestoredPayload))]
[JsonSerializable(typeof(TextPayload))]
[JsonSerializable(typeof(ReactionPayload))]
[JsonSerializable(typeof(PreviewsPayload))]
[JsonSerializable(typeof(VotePayload))]
internal sealed partial class LogJson : JsonSerializerContext
{
    // Non-ASCII text as it is: the log is no HTML, and \u escapes would triple Chinese messages.
    static LogJson() => Default = new LogJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
