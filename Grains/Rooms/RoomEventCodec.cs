using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    private const string MemberLeftKind = "memberLeft";
    private const string MessagePostedKind = "messagePosted";
    private const string MessageEditedKind = "messageEdited";
    private const string MessageDeletedKind = "messageDeleted";

    /// <summary>The kind-specific part; null if nothing is left of it.</summary>
    public static string? Payload(RoomEvent e) => e switch
    {
        RoomCreated x => Json(new CreatedPayload(x.Name, x.Title, x.Visibility), LogJson.Default.CreatedPayload),
        MemberJoined x => Json(new MemberPayload(x.User, x.Role), LogJson.Default.MemberPayload),
        MemberLeft x => Json(new MemberPayload(x.User, null), LogJson.Default.MemberPayload),
        MessagePosted x => x.Text is null ? null : Json(new TextPayload(x.Text, x.ReplyTo), LogJson.Default.TextPayload),
        MessageEdited x => x.Text is null ? null : Json(new TextPayload(x.Text, null), LogJson.Default.TextPayload),
        MessageDeleted => "{}",
        _ => throw new UnknownEventException(e.Kind, Version),
    };

    /// <summary>Seq of the message that an edit or deletion is about.</summary>
    public static long? Target(RoomEvent e) => e switch
    {
        MessageEdited x => x.Target,
        MessageDeleted x => x.Target,
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
            MessageEditedKind => With(s, new MessageEdited
            {
                Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value, Text = Parse(s.Payload, LogJson.Default.TextPayload)?.Text,
            }),
            MessageDeletedKind => With(s, new MessageDeleted { Seq = 0, Sender = "", At = default, N = 0, Target = s.Target!.Value }),
            MemberJoinedKind => Joined(s, Parse(s.Payload, LogJson.Default.MemberPayload)!),
            MemberLeftKind => With(s, new MemberLeft
            {
                Seq = 0, Sender = "", At = default, N = 0, User = Parse(s.Payload, LogJson.Default.MemberPayload)!.User,
            }),
            RoomCreatedKind => Created(s, Parse(s.Payload, LogJson.Default.CreatedPayload)!),
            _ => throw new UnknownEventException(s.Kind, s.Version),
        };
    }

    private static MessagePosted Posted(StoredEvent s, TextPayload? payload) =>
        With(s, new MessagePosted { Seq = 0, Sender = "", At = default, N = 0, Text = payload?.Text, ReplyTo = payload?.ReplyTo });

    private static MemberJoined Joined(StoredEvent s, MemberPayload payload) =>
        With(s, new MemberJoined { Seq = 0, Sender = "", At = default, N = 0, User = payload.User, Role = payload.Role ?? RoomRole.Member });

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

internal sealed record MemberPayload(string User, RoomRole? Role);

internal sealed record TextPayload(string Text, long? ReplyTo);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CreatedPayload))]
[JsonSerializable(typeof(MemberPayload))]
[JsonSerializable(typeof(TextPayload))]
internal sealed partial class LogJson : JsonSerializerContext
{
    // Non-ASCII text as it is: the log is no HTML, and \u escapes would triple Chinese messages.
    static LogJson() => Default = new LogJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
