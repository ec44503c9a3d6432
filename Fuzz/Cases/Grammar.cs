using System.Text.Json.Nodes;

namespace Parley.Fuzz.Cases;

/// <summary>Good requests and frames, from which bad ones are made. From docs/protocol.md, not from the server's code.</summary>
internal sealed class Grammar(IReadOnlyList<string> names)
{
    private static readonly string[] Fields =
        ["room", "clientId", "text", "replyTo", "seq", "after", "before", "epoch", "limit", "userName", "password", "displayName", "device", "cookie", "refreshToken", "name", "title", "visibility", "type", "id", "rooms", "token", "role", "isAdmin", "ownerId", "createdAt"];

    /// <summary>Name of a field that may be known somewhere.</summary>
    public static string Field(Random random) => Fields[random.Next(Fields.Length)];

    /// <summary>A REST call: method, path and body; the body is null if it has none.</summary>
    public (string Method, string Path, JsonObject? Body) Rest(Random random)
    {
        var (room, user, seq) = (Name(random), Name(random), random.Next(1, 9));
        return random.Next(40) switch
        {
            0 => ("POST", "users", new JsonObject { ["userName"] = "x", ["password"] = "correct horse", ["displayName"] = "Ann" }), // too short a name: nothing is hashed
            1 => ("POST", "sessions", new JsonObject { ["userName"] = "", ["password"] = "correct horse", ["device"] = "fuzz", ["cookie"] = false }),
            2 => ("POST", "sessions/refresh", new JsonObject { ["refreshToken"] = $"{user}.c2VjcmV0" }),
            3 => ("GET", "sessions", null),
            4 => ("DELETE", $"sessions/{user}", null),
            5 => ("GET", "sessions/options", null),
            6 => ("GET", "me", null),
            7 => ("GET", $"users/{user}", null),
            8 => ("GET", $"users?ids={user},{Name(random)}", null),
            9 or 10 => ("POST", "rooms", new JsonObject { ["name"] = $"r{random.Next(1000)}", ["title"] = "A room", ["visibility"] = random.Next(2) == 0 ? "public" : "private" }),
            11 => ("GET", "rooms?member=me", null),
            12 or 13 => ("GET", $"rooms/{room}", null),
            14 => ("PUT", $"rooms/{room}/members/me", null),
            15 => ("DELETE", $"rooms/{room}/members/me", null),
            16 or 17 => ("GET", $"rooms/{room}/members?after={user}&limit=10", null),
            18 or 19 or 20 => ("GET", $"rooms/{room}/events?after={seq}&limit=10", null),
            21 => ("GET", $"rooms/{room}/events?before={seq}&limit=10", null),
            22 or 23 => ("PATCH", $"rooms/{room}/messages/{seq}", new JsonObject { ["clientId"] = ClientId(random), ["text"] = "edited" }),
            24 => ("DELETE", $"rooms/{room}/messages/{seq}", null),
            25 => ("GET", "dashboard", null),
            26 => ("POST", $"dashboard/silos/{user}/kill", new JsonObject()),
            27 => ("GET", "admin/audit?after=5&actor=u&limit=5&from=2026-01-01T00:00:00Z", null),
            _ => ("POST", $"rooms/{room}/messages", new JsonObject { ["clientId"] = ClientId(random), ["text"] = "hello", ["replyTo"] = seq }),
        };
    }

    /// <summary>A frame of the raw socket.</summary>
    public JsonObject Frame(Random random)
    {
        var (room, seq, id) = (Name(random), random.Next(1, 9), random.Next(1000));
        return random.Next(14) switch
        {
            0 => new JsonObject { ["type"] = "subscribe", ["id"] = id, ["room"] = room, ["after"] = seq, ["epoch"] = "e" },
            1 => new JsonObject { ["type"] = "subscribe", ["id"] = id, ["rooms"] = new JsonArray(new JsonObject { ["room"] = room, ["after"] = 0 }, new JsonObject { ["room"] = Name(random), ["after"] = seq }) },
            2 => new JsonObject { ["type"] = "unsubscribe", ["id"] = id, ["room"] = room },
            3 => new JsonObject { ["type"] = "edit", ["id"] = id, ["room"] = room, ["seq"] = seq, ["clientId"] = ClientId(random), ["text"] = "edited" },
            4 => new JsonObject { ["type"] = "delete", ["id"] = id, ["room"] = room, ["seq"] = seq + 100, ["clientId"] = ClientId(random) },
            5 => new JsonObject { ["type"] = "markRead", ["id"] = id, ["room"] = room, ["seq"] = seq },
            6 => new JsonObject { ["type"] = "typing", ["room"] = room },
            7 => new JsonObject { ["type"] = "ping", ["id"] = id },
            8 => new JsonObject { ["type"] = "markUnread", ["id"] = id, ["room"] = room, ["seq"] = seq },
            9 => new JsonObject { ["type"] = "watchMe", ["id"] = id },
            10 => new JsonObject { ["type"] = "presence", ["id"] = id, ["state"] = "away" },
            11 => new JsonObject { ["type"] = "watchPresence", ["id"] = id, ["users"] = new JsonArray(room, "u1") },
            12 => new JsonObject { ["type"] = "auth", ["token"] = "a.b.c" },
            _ => new JsonObject { ["type"] = "send", ["id"] = id, ["room"] = room, ["clientId"] = ClientId(random), ["text"] = "hello", ["replyTo"] = seq },
        };
    }

    /// <summary>A message to the hub, as its JSON protocol has it.</summary>
    public JsonObject HubMessage(Random random)
    {
        var (room, seq) = (Name(random), random.Next(1, 9));
        var (target, arguments) = random.Next(15) switch
        {
            0 => ("Subscribe", new JsonArray(room, seq, null)),
            1 => ("SubscribeMany", new JsonArray(new JsonArray(new JsonObject { ["room"] = room, ["after"] = 0 }, new JsonObject { ["room"] = Name(random), ["after"] = seq, ["epoch"] = "e" }))),
            2 => ("Unsubscribe", new JsonArray(room)),
            3 => ("Edit", new JsonArray(room, seq, ClientId(random), "edited")),
            4 => ("Delete", new JsonArray(room, seq + 100, ClientId(random))),
            5 => ("MarkRead", new JsonArray(room, seq)),
            6 => ("Typing", new JsonArray(room)),
            7 => (Name(random), new JsonArray(room)),
            8 => ("MarkUnread", new JsonArray(room, seq)),
            9 => ("WatchMe", new JsonArray()),
            10 => ("WatchPresence", new JsonArray(new JsonArray(room, "u1"))),
            _ => ("Send", new JsonArray(room, ClientId(random), "hello", new JsonObject { ["replyTo"] = seq })),
        };
        return new JsonObject { ["type"] = random.Next(30) == 0 ? random.Next(-1, 12) : 1, ["invocationId"] = $"{random.Next(1000)}", ["target"] = target, ["arguments"] = arguments };
    }

    private string Name(Random random) => names[random.Next(names.Count)];

    /// <summary>Mostly one that was used before, which costs no write.</summary>
    private static string ClientId(Random random) => $"c{random.Next(random.Next(10) == 0 ? 1_000_000 : 20)}";
}
