using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Users;

/// <summary>Where others are signed in, for those who stand above them.</summary>
[Trait("Scope", "S16")]
public sealed class UserSessionsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task An_administrator_sees_where_a_member_is_signed_in_and_signs_them_out_at_once()
    {
        var (admin, bob) = (await _server.Admin(), await _server.SignedIn("us-bob"));
        var other = await _server.SignedInAgain(bob.Id);
        await using var socket = await RawWebSocketClient.Connect(_server, other);

        var sessions = (await admin.Client.Get($"admin/users/{bob.Id}/sessions")).Json.EnumerateArray().Select(session => session.Text("id")).ToArray();
        Assert.Equal([other.Session, bob.Session], sessions);
        Assert.Equal(204, (await admin.Client.Delete($"admin/users/{bob.Id}/sessions/{other.Session}")).Status);
        Assert.Equal(4401, await socket.CloseCode());
        Assert.Equal((404, "session-not-found"), Problem(await admin.Client.Delete($"admin/users/{bob.Id}/sessions/{other.Session}")));
        Assert.Equal(200, (await bob.Client.Get("me")).Status);
        Assert.Equal(204, (await admin.Client.Delete($"admin/users/{bob.Id}/sessions")).Status);
        Assert.Equal(401, (await bob.Client.Get("me")).Status);
        Assert.Equal(204, (await admin.Client.Delete($"admin/users/{bob.Id}/second-factor")).Status);

        var audit = (await admin.Client.Get($"admin/audit?actor={admin.Id}&limit=10")).Json.GetProperty("entries").EnumerateArray().Select(entry => (entry.Text("target"), entry.Text("detail"), entry.Text("outcome")));
        Assert.Equal([(bob.Id, "reset second factor", "done"), (bob.Id, "all sessions", "done"), (bob.Id, $"session {other.Session}", "session-not-found"), (bob.Id, $"session {other.Session}", "done")], audit);
    }

    [Fact]
    public async Task Nobody_looks_at_or_ends_sessions_of_those_who_do_not_stand_below()
    {
        var (admin, other, owner) = (await _server.Admin(), await _server.Admin(), await _server.Somebody("us-owner", ServerRole.Owner));

        foreach (var id in new[] { admin.Id, other.Id, owner.Id })
        {
            Assert.Equal((403, "forbidden"), Problem(await admin.Client.Get($"admin/users/{id}/sessions")));
            Assert.Equal((403, "forbidden"), Problem(await admin.Client.Delete($"admin/users/{id}/sessions")));
            Assert.Equal((403, "forbidden"), Problem(await admin.Client.Delete($"admin/users/{id}/second-factor")));
            Assert.Equal((403, "forbidden"), Problem(await admin.Client.Post($"admin/users/{id}/password-reset", new { })));
        }

        Assert.Equal((404, "user-not-found"), Problem(await admin.Client.Delete("admin/users/nobody/sessions")));
        Assert.Equal((404, "user-not-found"), Problem(await admin.Client.Post("admin/users/nobody/password-reset", new { })));
        Assert.Equal(200, (await other.Client.Get("me")).Status);
        Assert.Equal(204, (await owner.Client.Delete($"admin/users/{other.Id}/sessions")).Status);
    }

    [Fact]
    public async Task A_link_from_an_administrator_sets_a_new_password_once_and_ends_the_sessions()
    {
        var (admin, bob) = (await _server.Admin(), await _server.SignedIn("us-forgetful"));
        var first = await admin.Client.Post($"admin/users/{bob.Id}/password-reset", new { });
        Assert.Equal((200, "no-store", "1800"), (first.Status, first.Headers.CacheControl?.ToString(), first["expiresIn"]));
        var second = await admin.Client.Post($"admin/users/{bob.Id}/password-reset", new { });
        Assert.Equal(200, (await bob.Client.Get("me")).Status); // nothing has happened yet

        Assert.Equal((422, "code-wrong"), Problem(await Use(first))); // the newest alone counts
        var used = await Use(second);
        Assert.Equal((200, "us-forgetful"), (used.Status, used["userName"]));
        Assert.Equal((422, "code-wrong"), Problem(await Use(second)));
        await Eventually.Is(async () => (await bob.Client.Get("me")).Status == 401, "the sessions have ended");
        Assert.Equal(201, (await _server.Client().Post("sessions", new { userName = "us-forgetful", password = "chosen by bob himself" })).Status);
        var audit = (await admin.Client.Get($"admin/audit?actor={admin.Id}&limit=10")).Json.GetProperty("entries").EnumerateArray().Select(entry => (entry.Text("target"), entry.Text("detail"), entry.Text("outcome")));
        Assert.Equal([(bob.Id, "password reset link", "done"), (bob.Id, "password reset link", "done")], audit);

        async Task<Answer> Use(Answer link)
        {
            var parts = link["token"]!.Split('.');
            return await _server.Client().Post($"password-resets/{parts[0]}", new { code = parts[1], password = "chosen by bob himself" });
        }
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
