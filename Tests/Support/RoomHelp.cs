using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Parley.Tests.Support;

/// <summary>Rooms as a signed-in user works with them over REST.</summary>
public static class RoomHelp
{
    /// <summary>A new public room of the user's. The id.</summary>
    public static async Task<string> NewRoom(this TestUser user, string? name = null, string visibility = "public")
    {
        var answer = await user.Client.Post("rooms", new { name = name ?? "room-" + Guid.NewGuid().ToString("N"), visibility });
        return answer.Status == 201 ? answer["id"]! : throw new InvalidOperationException(answer.Body);
    }

    public static async Task JoinRoom(this TestUser user, string room)
    {
        var answer = await user.Client.Send(HttpMethod.Put, $"rooms/{room}/members/me");
        if (answer.Status is not (200 or 201))
        {
            throw new InvalidOperationException(answer.Body);
        }
    }

    /// <summary>Sends a message over REST. Its number.</summary>
    public static async Task<long> Say(this TestUser user, string room, string text, string? clientId = null)
    {
        var answer = await user.Client.Post($"rooms/{room}/messages", new { clientId = clientId ?? Guid.NewGuid().ToString("N"), text });
        return answer.Status is 200 or 201 ? answer.Json.GetProperty("seq").GetInt64() : throw new InvalidOperationException(answer.Body);
    }

    /// <summary>Uploads a file for a message in the room. Its id.</summary>
    public static async Task<string> Upload(this TestUser user, string room, string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var id = (await user.Client.Post($"rooms/{room}/uploads", new { name, size = bytes.Length }))["id"]!;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        var answer = await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{id}", content);
        return answer.Status == 204 ? id : throw new InvalidOperationException(answer.Body);
    }

    public static long Seq(this JsonElement json) => json.GetProperty("seq").GetInt64();

    public static string? Text(this JsonElement json, string field) => json.GetProperty(field).GetString();
}
