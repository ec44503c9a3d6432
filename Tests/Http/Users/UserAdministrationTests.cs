using Parley.Access;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Http.Users;

/// <summary>Roles on the server, and users who are let in no more.</summary>
[Trait("Scope", "S16")]
public sealed class UserAdministrationTests(OwnServerFixture fixture) : IClassFixture<OwnServerFixture>
{
    private const string Password = "correct horse";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_deactivated_user_is_out_at_once_and_refused_like_a_wrong_password()
    {
        var admin = await _server.Admin();
        var registered = await _server.Grains.UserName("ua-bob").Register(new RegisterUser("ua-bob", null, Password));
        var bob = await _server.SignedInAgain(registered.Value!.Id);
        await using var socket = await RawWebSocketClient.Connect(_server, bob);

        var changed = await admin.Patch($"admin/users/{bob.Id}", new { deactivated = true });

        Assert.Equal((200, "True"), (changed.Status, changed["deactivated"]));
        Assert.Equal(4401, await socket.CloseCode());
        await Eventually.Is(async () => (await bob.Client.Get("me")).Status == 401, "the token is refused");
        var (right, wrong) = (await SignIn("ua-bob", Password), await SignIn("ua-bob", "wrong password"));
        Assert.Equal((401, "sign-in-failed", wrong["error"]), (right.Status, right.Code, right["error"]));
        Assert.True((await _server.Grains.User(bob.Id).OpenSession(new OpenSession("test", SessionForm.Tokens))).IsError);
        Assert.Equal(409, (await _server.Client().Post("users", new { userName = "ua-bob", password = Password })).Status);

        Assert.Equal(200, (await admin.Patch($"admin/users/{bob.Id}", new { deactivated = false })).Status);
        Assert.Equal(201, (await SignIn("ua-bob", Password)).Status);
    }

    [Fact]
    public async Task A_change_of_role_ends_what_the_old_one_allowed()
    {
        var (owner, bob) = (await _server.Somebody("ua-owner", ServerRole.Member), await _server.SignedIn("ua-cat"));
        await _server.Grains.User(owner.Id).SetRole(ServerRole.Owner);
        owner = await _server.SignedInAgain(owner.Id);

        Assert.Equal(200, (await owner.Patch($"admin/users/{bob.Id}", new { role = "admin" })).Status);
        var admin = await _server.SignedInAgain(bob.Id);
        Assert.Equal(200, (await admin.Client.Get("admin/users")).Status);
        Assert.Equal(200, (await owner.Patch($"admin/users/{bob.Id}", new { role = "guest" })).Status);
        await Eventually.Is(async () => (await admin.Client.Get("admin/users")).Status == 401, "the administrator's token is refused");
        Assert.Equal((409, "last-owner"), Problem(await owner.Patch($"admin/users/{owner.Id}", new { role = "member" })));
        Assert.Equal((403, "forbidden"), Problem(await owner.Patch($"admin/users/{owner.Id}", new { deactivated = true })));
    }

    [Theory]
    [InlineData(ServerRole.Admin, ServerRole.Member, "guest", true)]
    [InlineData(ServerRole.Admin, ServerRole.Guest, "member", true)]
    [InlineData(ServerRole.Admin, ServerRole.Member, "admin", false)]
    [InlineData(ServerRole.Admin, ServerRole.Member, "owner", false)]
    [InlineData(ServerRole.Admin, ServerRole.Admin, "member", false)]
    [InlineData(ServerRole.Admin, ServerRole.Owner, "member", false)]
    [InlineData(ServerRole.Owner, ServerRole.Admin, "member", true)]
    [InlineData(ServerRole.Owner, ServerRole.Member, "owner", true)]
    [InlineData(ServerRole.Member, ServerRole.Guest, "member", false)]
    [InlineData(ServerRole.Guest, ServerRole.Member, "guest", false)]
    public void Nobody_gives_a_role_as_high_as_their_own_but_owners(ServerRole by, ServerRole target, string role, bool may) =>
        Assert.Equal(may, ServerAccess.RefuseChange(new Actor("a", by), new Actor("b", target), RoleNames.Parse(role)) is null);

    [Fact]
    public async Task Of_two_owners_who_demote_each_other_one_stays()
    {
        await using var server = await TestServer.Start();
        var (ann, bob) = (server.Grains.User((await server.SignedIn("ann")).Id), server.Grains.User((await server.SignedIn("bob")).Id));
        await ann.SetRole(ServerRole.Owner);
        await bob.SetRole(ServerRole.Owner);

        var outcomes = await Task.WhenAll(ann.SetRole(ServerRole.Member), bob.SetRole(ServerRole.Member));

        Assert.Equal("last-owner", Assert.Single(outcomes, outcome => outcome.IsError).Error?.Code);
    }

    [Fact]
    public async Task Users_are_found_by_a_part_of_a_name()
    {
        var admin = await _server.Admin();
        var (one, two) = (await _server.SignedIn("ua-find-One"), await _server.SignedIn("ua-find-two_x"));

        Assert.Equal([one.Id, two.Id], await Found("UA-FIND"));
        Assert.Equal([two.Id], await Found("two_"));
        Assert.Empty(await Found("two%25"));
        Assert.Equal([two.Id], await Found($"ua-find&after={one.Id}"));
        Assert.Equal([one.Id], await Found("ua-find&limit=1"));

        async Task<IEnumerable<string?>> Found(string query) =>
            (await admin.Client.Get($"admin/users?query={query}")).Json.EnumerateArray().Select(user => user.Text("id"));
    }

    private Task<Answer> SignIn(string userName, string password) => _server.Client().Post("sessions", new { userName, password });

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
