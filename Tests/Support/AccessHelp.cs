using System.Net.Http.Json;
using Parley.Access;
using Parley.Users;

namespace Parley.Tests.Support;

/// <summary>Users of every role, and what they send.</summary>
public static class AccessHelp
{
    /// <summary>A new user with a role on the server, signed in.</summary>
    public static async Task<TestUser> Somebody(this TestServer server, string userName, ServerRole role)
    {
        var user = await server.Grains.UserName(userName).Register(new RegisterUser(userName, null, null) { Role = role });
        return await server.SignedInAgain(user.Value!.Id);
    }

    /// <summary>The user as grains know who asks.</summary>
    public static Actor Actor(this TestUser user) => new(user.Id, user.SignedIn.User.Role);

    /// <param name="body">Null: none.</param>
    public static Task<Answer> Put(this TestUser user, string path, object? body) => user.Client.Send(HttpMethod.Put, path, body is null ? null : JsonContent.Create(body));

    public static Task<Answer> Patch(this TestUser user, string path, object body) => user.Client.Send(HttpMethod.Patch, path, JsonContent.Create(body));

    /// <summary>Kinds of all events of a room, in order.</summary>
    public static async Task<IEnumerable<string>> Kinds(this TestUser user, string room) =>
        (await user.Client.Get($"rooms/{room}/events?after=0&limit=1000")).Json.GetProperty("events").EnumerateArray().Select(e => e.Text("kind")!).ToArray();
}
