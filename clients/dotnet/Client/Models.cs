using System.Text.Json;

namespace Parley.Client;

/// <summary>A user, or a bot.</summary>
/// <param name="Id">Stays; names may change.</param>
public sealed record ParleyUser(string Id, string UserName, string DisplayName, bool IsBot);

/// <summary>A room as the caller sees it.</summary>
/// <param name="LastSeq">Number of its newest event.</param>
/// <param name="Epoch">Changes only when the server was restored from a backup.</param>
public sealed record ParleyRoom(string Id, string Name, string Title, long LastSeq, string Epoch);

/// <summary>A change that has its place in the room.</summary>
/// <param name="Room">Room id.</param>
/// <param name="Seq">Its number; an edit that changed nothing has that of the message.</param>
public sealed record Done(string Room, long Seq);

/// <summary>An event of a room. What has no member here is in <see cref="Json"/>; the server's docs/protocol.md lists all kinds, and there may be new ones: skip what you do not know.</summary>
/// <param name="Room">Room id.</param>
/// <param name="Seq">Its number in the room: 1, 2, 3 … without holes.</param>
/// <param name="Kind">E.g. <c>messagePosted</c>; <see cref="Reset"/> is the client's own.</param>
public sealed record ParleyEvent(string Room, long Seq, string Kind, JsonElement Json)
{
    /// <summary>
    /// The server was restored from a backup, or no longer keeps what is missing: forget what you hold of the room. The next event is <c>Seq + 1</c>.
    /// </summary>
    public const string Reset = "reset";

    /// <summary>True for a message that has a text and was not deleted since.</summary>
    public bool IsMessage => Kind == "messagePosted" && Text is not null;

    /// <summary>User id; empty: of nobody.</summary>
    public string Sender => String("sender") ?? "";

    /// <summary>What a message says.</summary>
    public string? Text => String("text");

    /// <summary>Chosen by the sender.</summary>
    public string? ClientId => String("clientId");

    /// <summary>Number of the message that it answers.</summary>
    public long? ReplyTo => Number("replyTo");

    /// <summary>Number of the message whose thread it belongs to.</summary>
    public long? Thread => Number("thread");

    /// <summary>Number of the message that it changes.</summary>
    public long? Target => Number("target");

    /// <summary>When the server has numbered it.</summary>
    public DateTimeOffset? At => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("at", out var at) && at.TryGetDateTimeOffset(out var time) ? time : null;

    private string? String(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private long? Number(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
