using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Parley.Presence;
using Parley.Realtime;
using Parley.Users;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Something the server says by itself. It is encoded once for all its receivers: as a frame of the raw socket, and as an
/// invocation of the hub, which SignalR keeps once per protocol.
/// </summary>
/// <param name="kind">Type of the frame and name of the client method.</param>
/// <param name="body">An object with at least one field.</param>
public sealed class Push(string kind, JsonShape body)
{
    private byte[]? _frame;
    private SerializedHubMessage? _hubMessage;

    public string Kind => kind;

    public JsonShape Body => body;

    public int Size => body.Utf8.Length;

    /// <summary>The body as a text frame, with its type in front.</summary>
    public ReadOnlyMemory<byte> Frame => _frame ??= [.. "{\"type\":\""u8, .. Encoding.ASCII.GetBytes(kind), .. "\","u8, .. body.Utf8.Span[1..]];

    public SerializedHubMessage HubMessage => _hubMessage ??= new SerializedHubMessage(new InvocationMessage(kind, [body]));

    public static Push Gap(string room, string epoch, long fromSeq) => new("gap", JsonShape.Write((room, epoch, fromSeq), static (json, gap) =>
    {
        json.WriteStartObject();
        json.WriteString("room", gap.room);
        json.WriteString("epoch", gap.epoch);
        json.WriteNumber("fromSeq", gap.fromSeq);
        json.WriteEndObject();
    }));

    public static Push Ephemeral(RoomEphemeral ephemeral) => new("ephemeral", JsonShape.Write(ephemeral, static (json, ephemeral) =>
    {
        json.WriteStartObject();
        json.WriteString("room", ephemeral.Room);
        json.WriteString("kind", ephemeral.Kind);
        json.WriteString("user", ephemeral.User);
        if (ephemeral.Seq is { } seq)
        {
            json.WriteNumber("seq", seq);
        }

        json.WriteEndObject();
    }));

    public static Push Own(OwnNews news) => new("me", JsonShape.Write(news, static (json, news) =>
    {
        json.WriteStartObject();
        OwnJson.WriteNews(json, news);
        json.WriteEndObject();
    }));

    public static Push Presence(ImmutableArray<UserPresence> users) => new("presence", JsonShape.Write(users, static (json, users) =>
    {
        json.WriteStartObject();
        PresenceJson.WriteUsers(json, users);
        json.WriteEndObject();
    }));

    public static Push ClosingSoon(Closing closing) => new("closing", JsonShape.Write(closing, static (json, closing) =>
    {
        json.WriteStartObject();
        json.WriteString("reason", closing.Reason);
        if (closing.RetryAfter is { } retryAfter)
        {
            json.WriteNumber("retryAfterMs", (long)retryAfter.TotalMilliseconds);
        }
        else
        {
            json.WriteNull("retryAfterMs");
        }

        json.WriteEndObject();
    }));
}
