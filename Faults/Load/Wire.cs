using System.Collections.Immutable;
using System.Text.Json;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>From the JSON of the contract to the shapes of a history. Knows the contract from its page alone: shares no code with the server.</summary>
internal static class Wire
{
    private const int LongestText = 64;

    /// <summary>A text as it stands in histories: itself if it is short.</summary>
    public static string Shown(string text) => text.Length <= LongestText ? text : TextHash.Of(text);

    public static ImmutableArray<HistoryEvent> Events(JsonElement body) => [.. body.GetProperty("events").EnumerateArray().Select(Event)];

    /// <summary>An error object of hub and socket, or the body of a refused REST call, which has no <c>outcome</c>.</summary>
    public static Reply Refusal(JsonElement error)
    {
        var code = Text(error, "code") ?? "without-code";
        var retryAfter = Number(error, "retryAfterMs") is { } ms ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
        var isUnknown = Text(error, "outcome") is { } outcome ? outcome == "unknown" : code is "unavailable" or "internal" or "without-code";
        return isUnknown ? new Reply.Lost(code, retryAfter) : new Reply.Refused(code, retryAfter);
    }

    public static Reply Done(JsonElement answer) => Number(answer, "readSeq") is { } read
        ? new Reply.Done(read, null)
        : new Reply.Done(Number(answer, "seq"), Text(answer, "epoch"));

    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static HistoryEvent Event(JsonElement e) => new()
    {
        Seq = e.GetProperty("seq").GetInt64(),
        Kind = e.GetProperty("kind").GetString()!,
        Sender = e.GetProperty("sender").GetString()!,
        ClientId = Text(e, "clientId"),
        N = e.GetProperty("n").GetInt64(),
        Text = Text(e, "text") is { } text ? Shown(text) : null,
        Deleted = e.TryGetProperty("deleted", out var deleted) && deleted.GetBoolean(),
        Target = Number(e, "target"),
        ReplyTo = Number(e, "replyTo"),
        User = Text(e, "user"),
        Role = Text(e, "role"),
    };
}
