using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class SignInTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Password = "correct horse battery";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task The_password_opens_a_session_with_tokens()
    {
        await Register("in-ann");

        var signedIn = await SignIn(new { userName = "IN-ANN", password = Password, device = "Ann's phone" });

        Assert.Equal(201, signedIn.Status);
        Assert.Equal("600", signedIn["expiresIn"]);
        Assert.Equal("in-ann", signedIn.Json.GetProperty("user").GetProperty("userName").GetString());
        Assert.Null(signedIn.CookieLine);
        Assert.Contains("no-store", signedIn.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        var sessions = await _server.Client().WithToken(signedIn["accessToken"]!).Get("sessions");
        var session = Assert.Single(sessions.Json.EnumerateArray());
        Assert.Equal(signedIn["session"], session.GetProperty("id").GetString());
        Assert.Equal("Ann's phone", session.GetProperty("device").GetString());
        Assert.True(session.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task The_cookie_form_gives_the_script_no_secret()
    {
        await Register("in-bob");

        var signedIn = await SignIn(new { userName = "in-bob", password = Password, cookie = true });

        Assert.Equal(201, signedIn.Status);
        Assert.Equal(["session", "user"], signedIn.Json.EnumerateObject().Select(member => member.Name));
        Assert.DoesNotContain(signedIn.Cookie!.Split('.')[1], signedIn.Body, StringComparison.Ordinal);
        Assert.Equal("in-bob", (await _server.Client().WithCookie(signedIn.Cookie!).Get("me"))["userName"]);
    }

    [Fact]
    public async Task Nobody_learns_which_names_exist()
    {
        await Register("in-carla");

        var wrong = await SignIn(new { userName = "in-carla", password = "wrong horse battery" });
        var unknown = await SignIn(new { userName = "nobody-of-this-name", password = "wrong horse battery" });
        var impossible = await SignIn(new { userName = new string('ä', 5000), password = "wrong horse battery" });
        var withoutPassword = await SignIn(new { userName = (await _server.SignedIn("demo")).SignedIn.User.UserName, password = "wrong horse battery" });

        Assert.Equal((401, ErrorCatalog.SignInFailed), (wrong.Status, wrong.Code));
        Assert.All([unknown, impossible, withoutPassword], other => Assert.Equal(WithoutId(wrong), WithoutId(other)));
        static string WithoutId(Answer answer) => answer.Status + answer.Body.Replace(answer["requestId"]!, "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"userName":"dora"}""", "password")]
    [InlineData("""{"password":"x"}""", "userName")]
    [InlineData("""{"userName":"","password":""}""", "userName", "password")]
    [InlineData("""{"userName":"dora","password":"x","device":"a\nb"}""", "device")]
    public async Task Missing_fields_are_named(string body, params string[] fields)
    {
        var answer = await _server.Client().PostText("sessions", body);

        Assert.Equal((422, ErrorCatalog.Invalid), (answer.Status, answer.Code));
        Assert.Equal(fields, answer.FaultyFields);
    }

    [Fact]
    public async Task A_session_without_a_device_name_is_named_after_the_browser()
    {
        await Register("in-emil");

        var agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        var signedIn = await _server.Client().With("User-Agent", agent).Post("sessions", new { userName = "in-emil", password = Password });

        var sessions = await _server.Client().WithToken(signedIn["accessToken"]!).Get("sessions");
        Assert.Equal("Firefox on Linux", sessions.Json[0].GetProperty("device").GetString());
    }

    [Fact]
    public async Task The_demo_is_for_developers_only()
    {
        var answer = await _server.Client().Post("sessions/demo");

        Assert.Equal((404, ErrorCatalog.NotFound), (answer.Status, answer.Code));
        Assert.Equal("""{"registration":"open","demo":false,"emailNeeded":false,"email":false,"sms":false,"providers":[]}""", (await _server.Client().Get("sessions/options")).Body);

        await using var development = await TestServer.Start("--environment=Development");
        var demo = await development.Client().Post("sessions/demo", new { });
        Assert.Equal(201, demo.Status);
        Assert.StartsWith("demo-", (await development.Client().WithCookie(demo.Cookie!).Get("me"))["userName"], StringComparison.Ordinal);
        Assert.Equal("""{"registration":"open","demo":true,"emailNeeded":false,"email":true,"sms":true,"providers":[]}""", (await development.Client().Get("sessions/options")).Body);
        Assert.Equal(403, (await development.Client().With("Sec-Fetch-Site", "cross-site").Post("sessions/demo")).Status);
    }

    private async Task Register(string userName) =>
        Assert.Equal(201, (await _server.Client().Post("users", new { userName, password = Password })).Status);

    private Task<Answer> SignIn(object body) => _server.Client().Post("sessions", body);
}
