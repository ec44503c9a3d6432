using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Access;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Body of POST /rooms.</summary>
public sealed record CreateRoomJson(string? Name, string? Title, string? Visibility);

/// <summary>Body of POST /rooms/{room}/messages.</summary>
/// <param name="Files">Ids of uploads.</param>
/// <param name="Thread">Seq of the message whose thread it belongs to.</param>
/// <param name="Poll">Answers to what the text asks.</param>
/// <param name="Draft">Version of the draft that the message was: it is dropped.</param>
public sealed record SendMessageJson(string? ClientId, string? Text, long? ReplyTo, long? Thread = null, long? Draft = null, string?[]? Files = null, PollJson? Poll = null);

/// <summary>Body of PATCH /rooms/{room}/messages/{seq}.</summary>
public sealed record EditMessageJson(string? ClientId, string? Text);

/// <summary>A room as the caller sees it. Role and read position are null for those who are no member.</summary>
/// <param name="SlowMode">Seconds between two messages of one member; 0: none.</param>
/// <param name="Direct">User id of the other in a conversation of two.</param>
/// <param name="People">User ids of the others in a conversation of several; null in other rooms.</param>
/// <param name="History">Whether members see all of its past, or what has happened since they joined.</param>
/// <param name="Leavers">Whether who leaves may read on what there was when they left, or nothing.</param>
/// <param name="Retention">Days that it keeps messages; 0: for ever; null: as the server's rule says, which is in GET /limits.</param>
/// <param name="Mentions">Unread messages that mention the caller, or everybody.</param>
/// <param name="May">What the caller may do, by the names of <see cref="RoomPermission"/>.</param>
public sealed record RoomJson(
    string Id, string Name, string Title, string Visibility, string Epoch, long LastSeq, long N, string CreatedBy,
    DateTimeOffset CreatedAt, bool Member, string? Role, long? ReadSeq, long? ReadN, string Topic, int SlowMode, bool Archived, string? Direct, string[]? People, string[] May, int Mentions, string History, string Leavers, int? Retention)
{
    /// <summary>What the caller may do next. In answers about one room.</summary>
    [JsonPropertyName("_links"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, LinkJson>? Links { get; init; }

    /// <summary>One room, with its links.</summary>
    public static RoomJson One(RoomView room, string reader, ReadPosition? read, int mentions = 0) =>
        Of(room, reader, read, mentions) with { Links = RoomLinks.Of(room.Id, room.CreatedBy, room.Role is null ? room.Permissions : room.Permissions & ~RoomPermission.Join) }; // a member may join again, to no purpose

    /// <param name="reader">User id of the caller.</param>
    /// <param name="read">The caller's read position in the room; it is cut to the head, which a restore may have set back.</param>
    public static RoomJson Of(RoomView room, string reader, ReadPosition? read, int mentions = 0)
    {
        var isMember = room.Role is not null;
        return new RoomJson(
            room.Id, room.Name, room.Title, WireNames.Of(room.Visibility), room.Epoch, room.LastSeq, room.N, room.CreatedBy, room.CreatedAt,
            isMember, room.Role is { } role ? WireNames.Of(role) : null,
            isMember ? Math.Min(read?.Seq ?? 0, room.LastSeq) : null, isMember ? Math.Min(read?.N ?? 0, room.N) : null,
            room.Topic ?? "", room.SlowMode, room.IsArchived, OtherOf(room, reader),
            room.People is { } people ? [.. people.Where(user => user != reader)] : null, PermissionNames(room.Permissions), mentions, WireNames.Of(room.History), WireNames.Of(room.Leavers), room.Retention);
    }

    /// <summary>Of it, what a change may ask to be as it was.</summary>
    internal RoomSettings Settings() => new(
        Name, Title, Topic, WireNames.Visibility(Visibility) ?? RoomVisibility.Direct, SlowMode, WireNames.History(History) ?? default, WireNames.Leavers(Leavers) ?? default, Archived)
    {
        Retention = Retention,
    };

    /// <summary>User id of the other in a conversation of two, whose name is the pair; null for other rooms.</summary>
    internal static string? OtherOf(RoomView room, string reader) =>
        room.Visibility == RoomVisibility.Direct && room.Name.Split(':') is [_, var a, var b] ? (a == reader ? b : a) : null;

    private static string[] PermissionNames(RoomPermission permissions) =>
        [.. Enum.GetValues<RoomPermission>().Where(one => one != RoomPermission.None && permissions.HasFlag(one)).Select(one => JsonNamingPolicy.CamelCase.ConvertName(one.ToString()))];
}

/// <summary>Answer of PUT /rooms/{room}/members/me.</summary>
/// <param name="Seq">Number of the event that made the caller a member.</param>
public sealed record JoinedJson(string Room, long Seq);

/// <summary>One member of a room.</summary>
public sealed record MemberJson(UserJson User, string Role, long FromSeq)
{
    public static MemberJson Of(RoomMember member, UserProfile user) => new(UserJson.From(user), WireNames.Of(member.Role), member.FromSeq);
}

/// <summary>Answers that hold events, written by <see cref="RoomEventJson"/>.</summary>
internal static class RoomEventAnswers
{
    public static JsonShape Page(EventPage page) => JsonShape.Write(page, static (json, page) =>
    {
        json.WriteStartObject();
        RoomAnswerJson.WritePage(json, page);
        json.WriteEndObject();
    });

    /// <summary>The event that a command led to, with its room; number and time alone if there is none.</summary>
    public static JsonShape Event(Done done) => JsonShape.Write(done, static (json, done) =>
    {
        json.WriteStartObject();
        if (done.Event is null)
        {
            RoomAnswerJson.WriteDone(json, done);
        }
        else
        {
            json.WriteString("room", done.Room);
            json.WriteString("epoch", done.Epoch);
            RoomEventJson.WriteFields(json, done.Event);
        }

        json.WriteEndObject();
    });

    public static JsonShape Done(Done done) => JsonShape.Write(done, static (json, done) =>
    {
        json.WriteStartObject();
        RoomAnswerJson.WriteDone(json, done);
        json.WriteEndObject();
    });
}
