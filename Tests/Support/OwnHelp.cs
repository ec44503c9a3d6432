using System.Text.Json;

namespace Parley.Tests.Support;

/// <summary>What is a user's own, as devices hear of it.</summary>
public static class OwnHelp
{
    /// <summary>A raw socket of the user that listens, with the state it begins with.</summary>
    public static async Task<(RawWebSocketClient Socket, JsonElement State)> Listen(this TestServer server, TestUser user)
    {
        var socket = await RawWebSocketClient.Connect(server, user);
        return (socket, await socket.WatchMe());
    }

    /// <summary>Asks for the state, and for all changes after it.</summary>
    public static async Task<JsonElement> WatchMe(this RawWebSocketClient socket)
    {
        await socket.Send(new { type = "watchMe", id = "watch" });
        return await socket.Find("watchingMe");
    }

    /// <summary>The next change of a kind that one looks for; changes and frames before it are passed over.</summary>
    public static async Task<JsonElement> Change(this RawWebSocketClient socket, string kind, Func<JsonElement, bool>? where = null)
    {
        while (true)
        {
            foreach (var change in (await socket.Find("me")).GetProperty("changes").EnumerateArray())
            {
                if (change.Text("kind") == kind && where?.Invoke(change) != false)
                {
                    return change;
                }
            }
        }
    }

    /// <summary>Read position of a room in a state.</summary>
    public static (long Seq, long N)? ReadIn(this JsonElement state, string room)
    {
        foreach (var read in state.GetProperty("reads").EnumerateArray())
        {
            if (read.Text("room") == room)
            {
                return (read.GetProperty("readSeq").GetInt64(), read.GetProperty("readN").GetInt64());
            }
        }

        return null;
    }
}
