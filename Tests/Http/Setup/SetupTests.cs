using Parley.Access;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Http.Setup;

[Trait("Scope", "S6")]
public sealed class SetupTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task The_link_makes_an_owner_once_and_is_as_good_as_before_if_nothing_came_of_it()
    {
        await using var server = await TestServer.Start();
        var token = (await server.Grains.Setup().NewLink(onlyFirst: true)).Value!.Token!;
        await server.Grains.UserName("taken").Register(new RegisterUser("taken", null, null));

        Assert.Equal((403, ErrorCatalog.SetupLinkWrong), await SetUp(server, token + "x", "olga"));
        Assert.Equal((403, ErrorCatalog.SetupLinkWrong), await SetUp(server, null, "olga"));
        Assert.Equal((409, ErrorCatalog.NameTaken), await SetUp(server, token, "taken"));
        Assert.Equal((422, ErrorCatalog.Invalid), await SetUp(server, token, "olga", "short"));

        var made = await server.Client().Post("setup", new { token, userName = "olga", displayName = "Olga", password = Password });
        Assert.Equal((201, "owner", "no-store"), (made.Status, made.Json.GetProperty("user").Text("role"), made.Headers.CacheControl?.ToString()));
        var olga = server.Client().WithToken(made["accessToken"]!);
        Assert.Equal(200, (await olga.Get("admin/users")).Status);
        Assert.Equal(201, (await server.Client().Post("sessions", new { userName = "olga", password = Password })).Status);
        Assert.Contains("lobby", (await olga.Get("rooms")).Body, StringComparison.Ordinal); // where the others will be

        // The last owner stays one, as it was not made by a role that was given.
        var id = made.Json.GetProperty("user").Text("id")!;
        Assert.Equal(ErrorCatalog.LastOwner, (await server.Grains.User(id).ChangeAccess(new ChangeUserAccess(By: null) { Role = ServerRole.Member })).Error?.Code);

        Assert.Equal((403, ErrorCatalog.SetupLinkWrong), await SetUp(server, token, "mallory"));
        Assert.Equal(ErrorCatalog.SetupDone, (await server.Grains.Setup().NewLink(onlyFirst: false)).Error?.Code);
        Assert.Null(await server.Grains.UserName("mallory").Find());
        await Eventually.Is(async () => (await olga.Get("admin/audit?event=user_created")).Body.Contains("set-up link", StringComparison.Ordinal), "it is on record");
    }

    [Fact]
    public async Task Of_many_who_come_at_once_one_becomes_the_owner()
    {
        await using var server = await TestServer.Start();
        var token = (await server.Grains.Setup().NewLink(onlyFirst: false)).Value!.Token!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SetUp(server, token, $"olga{i}")));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((403, ErrorCatalog.SetupLinkWrong), answer));
    }

    [Fact]
    public async Task An_administrator_who_was_made_in_another_way_ends_the_link()
    {
        await using var server = await TestServer.Start();
        var token = (await server.Grains.Setup().NewLink(onlyFirst: false)).Value!.Token!;
        await server.Grains.UserName("ann").Register(new RegisterUser("ann", null, Password) { Role = ServerRole.Admin });

        Assert.Equal((403, ErrorCatalog.SetupLinkWrong), await SetUp(server, token, "mallory"));
        Assert.Equal(ErrorCatalog.SetupDone, (await server.Grains.Setup().NewLink(onlyFirst: true)).Error?.Code);
    }

    [Fact]
    public async Task Another_site_cannot_have_a_browser_set_the_server_up_by_cookie()
    {
        await using var server = await TestServer.Start();
        var token = (await server.Grains.Setup().NewLink(onlyFirst: false)).Value!.Token!;
        var body = new { token, userName = "olga", password = Password, cookie = true };

        var foreign = await server.Client().With("Origin", "https://evil.example").With("Sec-Fetch-Site", "cross-site").Post("setup", body);
        Assert.Equal((403, ErrorCatalog.CrossSite), (foreign.Status, foreign.Code));
        var own = await server.Client().With("Sec-Fetch-Site", "same-origin").Post("setup", body);
        Assert.True(own.Status == 201 && own.Headers.Contains("Set-Cookie"), own.Body);
    }

    private static async Task<(int Status, string? Code)> SetUp(TestServer server, string? token, string userName, string password = Password)
    {
        var answer = await server.Client().Post("setup", new { token, userName, password });
        return (answer.Status, answer.Status < 400 ? null : answer.Code);
    }
}
