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
        }

        Assert.Equal((404, "user-not-found"), Problem(await admin.Client.Delete("admin/users/nobody/sessions")));
        Assert.Equal(200, (await other.Client.Get("me")).Status);
        Assert.Equal(204, (await owner.Client.Delete($"admin/users/{other.Id}/sessions")).Status);
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
