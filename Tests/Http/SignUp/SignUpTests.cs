using Parley.Access;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Http.SignUp;

public sealed class SignUpTests
{
    private const string Password = "correct horse";

    [Fact]
    public async Task A_closed_server_takes_nobody_and_says_so_before_anything_of_names()
    {
        await using var server = await TestServer.Start("--Parley:SignUp:Policy=closed");
        await server.SignedIn("taken");

        foreach (var userName in (string[])["taken", "free", "?"])
        {
            var refused = await server.Client().Post("users", new { userName, password = Password });
            Assert.Equal((403, ErrorCatalog.SignUpClosed), (refused.Status, refused.Code));
        }

        Assert.Equal("closed", (await server.Client().Get("sessions/options"))["registration"]);
    }

    [Fact]
    public async Task With_an_invite_one_comes_in_once_and_what_fails_costs_no_use()
    {
        await using var server = await DevelopmentFixture.Start("--Parley:SignUp:Policy=invite", "--Parley:PublicUrl=https://chat.example.org");
        var admin = await server.Admin();
        var made = await admin.Client.Post("admin/invites", new { uses = 1 });
        var code = made["code"]!;
        Assert.Equal((201, 24), (made.Status, code.Length));
        Assert.Equal($"https://chat.example.org/join#{code}", made["link"]);

        Assert.Equal(ErrorCatalog.InviteWrong, await Register(server, "ann", null));
        Assert.Equal(ErrorCatalog.InviteWrong, await Register(server, "ann", code + "x"));
        Assert.Equal(ErrorCatalog.Invalid, await Register(server, "?", code));
        Assert.Null(await Register(server, "ann", code));
        Assert.Equal(ErrorCatalog.InviteWrong, await Register(server, "bob", code));

        var listed = (await admin.Client.Get("admin/invites")).Json[0];
        Assert.Equal((1, 0, admin.Id), (listed.GetProperty("uses").GetInt32(), listed.GetProperty("usesLeft").GetInt32(), listed.GetProperty("createdBy").GetString()));
        Assert.DoesNotContain(code, (await admin.Client.Get("admin/invites")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T13_a_race_of_fifty_for_one_invite_makes_one_account()
    {
        await using var server = await DevelopmentFixture.Start("--Parley:SignUp:Policy=invite");
        var admin = await server.Admin();
        var code = (await admin.Client.Post("admin/invites", new { uses = 1 }))["code"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Register(server, $"racer-{i}", code)));

        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.Where(answer => answer is not null), answer => Assert.Equal(ErrorCatalog.InviteWrong, answer));
    }

    [Fact]
    public async Task Invites_end_by_time_and_by_hand_are_for_administrators_and_give_no_more_than_they_say()
    {
        await using var server = await DevelopmentFixture.Start("--Parley:SignUp:Policy=invite");
        var admin = await server.Admin();
        var brief = await admin.Client.Post("admin/invites", new { uses = 5, expiresIn = 60 });
        server.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(ErrorCatalog.InviteWrong, await Register(server, "late", brief["code"]));

        admin = await server.SignedInAgain(admin.Id);
        var revoked = await admin.Client.Post("admin/invites", new { uses = 5 });
        var id = revoked.Json.GetProperty("invite").GetProperty("id").GetString();
        Assert.Equal(204, (await admin.Client.Delete($"admin/invites/{id}")).Status);
        Assert.Equal(204, (await admin.Client.Delete($"admin/invites/{id}")).Status);
        Assert.Equal(ErrorCatalog.InviteNotFound, (await admin.Client.Delete("admin/invites/none")).Code);
        Assert.Equal(ErrorCatalog.InviteWrong, await Register(server, "late", revoked["code"]));

        Assert.Equal(["uses"], (await admin.Client.Post("admin/invites", new { uses = 0 })).FaultyFields);
        Assert.Equal(["role"], (await admin.Client.Post("admin/invites", new { role = "owner" })).FaultyFields);
        Assert.Equal(["expiresIn"], (await admin.Client.Post("admin/invites", new { expiresIn = 1 })).FaultyFields);

        var user = await server.SignedIn("plain");
        Assert.Equal(403, (await user.Client.Post("admin/invites", new { uses = 1 })).Status);
        Assert.Equal(403, (await user.Client.Get("admin/invites")).Status);
        Assert.Equal(401, (await server.Client().Post("admin/invites", new { uses = 1 })).Status);

        // Nobody invites to a role that they could not give.
        var tooHigh = await admin.Client.Post("admin/invites", new { role = "admin" });
        Assert.Equal((403, ErrorCatalog.Forbidden), (tooHigh.Status, tooHigh.Code));
        await server.Grains.User(admin.Id).SetRole(ServerRole.Owner);
        var owner = await server.SignedInAgain(admin.Id);
        var toAdmin = await owner.Client.Post("admin/invites", new { role = "admin" });
        Assert.Equal("True", (await server.Client().Post("users", new { userName = "second", password = Password, invite = toAdmin["code"] }))["isAdmin"]);
        var toMember = await owner.Client.Post("admin/invites", new { });
        Assert.Equal("False", (await server.Client().Post("users", new { userName = "third", password = Password, invite = toMember["code"], role = "admin", isAdmin = true }))["isAdmin"]);
    }

    [Fact]
    public async Task Where_an_address_is_wanted_nobody_enters_a_room_without_and_only_from_the_domains()
    {
        await using var server = await DevelopmentFixture.Start("--Parley:SignUp:VerifiedEmail=true", "--Parley:SignUp:EmailDomains:0=example.org");
        Assert.Equal("True", (await server.Client().Get("sessions/options"))["emailNeeded"]);
        Assert.Equal(["email"], (await server.Client().Post("users", new { userName = "ann", password = Password })).FaultyFields);
        Assert.Equal(["email"], (await server.Client().Post("users", new { userName = "ann", password = Password, email = "ann@evil.example" })).FaultyFields);
        Assert.Equal(["email"], (await server.Client().Post("users", new { userName = "ann", password = Password, email = "ann@not-example.org" })).FaultyFields);

        var made = await server.Client().Post("users", new { userName = "ann", password = Password, email = "ann@example.org" });
        Assert.Equal(201, made.Status);
        var client = server.Client().WithToken((await server.Client().Post("sessions", new { userName = "ann", password = Password }))["accessToken"]!);
        var refused = await client.Send(HttpMethod.Put, "rooms/lobby/members/me");
        Assert.Equal((403, ErrorCatalog.EmailNotVerified), (refused.Status, refused.Code));
        Assert.Equal(ErrorCatalog.EmailNotVerified, (await client.Post("rooms", new { name = "own", visibility = "public" })).Code);

        var id = made.Json.GetProperty("emailCode").GetProperty("id").GetString();
        Assert.Equal(200, (await client.Post("me/contacts/verify", new { id, code = await server.OutboxCode("ann@example.org") })).Status);
        Assert.Equal("lobby", (await client.Get("rooms?member=me")).Json[0].GetProperty("name").GetString());
        Assert.Equal(201, (await client.Post("rooms", new { name = "own", visibility = "public" })).Status);
    }

    private static async Task<string?> Register(TestServer server, string userName, string? invite) =>
        (await server.Client().Post("users", new { userName, password = Password, invite })).Code;
}
