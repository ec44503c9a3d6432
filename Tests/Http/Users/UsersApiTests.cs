using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Users;

public sealed class UsersApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Password = "correct horse battery";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_registered_user_is_found_where_the_answer_says()
    {
        var ann = await _server.Client().Post("users", new { userName = "us-ann", password = Password, displayName = "Ann B." });

        Assert.Equal(201, ann.Status);
        Assert.Equal("us-ann", ann["userName"]);
        Assert.Equal("Ann B.", ann["displayName"]);
        Assert.Equal("False", ann["isAdmin"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", ann["createdAt"]);

        var bob = await _server.SignedIn("bob");
        var found = await bob.Client.Get(ann.Headers.Location!.ToString());
        Assert.All(ann.Json.EnumerateObject(), field => Assert.Equal(field.Value.ToString(), found[field.Name]));
    }

    [Theory]
    [InlineData("us-Carla", "us-carla")]
    [InlineData("us-Dörte", "us-Do\u0308rte")]
    [InlineData("us-emil", "us-\uFF25mil")]
    public async Task Names_that_look_the_same_are_one_name(string first, string second)
    {
        Assert.Equal(201, (await _server.Client().Post("users", new { userName = first, password = Password })).Status);

        var again = await _server.Client().Post("users", new { userName = second, password = Password });

        Assert.Equal((409, ErrorCatalog.NameTaken), (again.Status, again.Code));
    }

    [Theory]
    [InlineData("{}", "userName", "password")]
    [InlineData("""{"userName":"f","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"frank smith","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"fra\u202Enk","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"...","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"Here","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"u06h0wafb2fhft5m9gyhync60v4","password":"correct horse"}""", "userName")]
    [InlineData("""{"userName":"frank","password":"short"}""", "password")]
    [InlineData("""{"userName":"franklyn","password":"FRANKLYN"}""", "password")]
    [InlineData("""{"userName":"frank","password":"correct horse","displayName":"   "}""", "displayName")]
    [InlineData("""{"userName":"frank","password":"correct horse","displayName":"a\u2066b"}""", "displayName")]
    [InlineData("""{"userName":"frank","password":"correct horse","displayName":"a\u0000b"}""", "displayName")]
    public async Task What_is_wrong_is_said_by_field(string body, params string[] fields)
    {
        var answer = await _server.Client().PostText("users", body);

        Assert.Equal((422, ErrorCatalog.Invalid), (answer.Status, answer.Code));
        Assert.Equal(fields, answer.FaultyFields);
        Assert.Equal(404, (await (await _server.SignedInOnce()).Client.Get("users/frank")).Status);
    }

    [Fact]
    public async Task A_password_has_up_to_128_characters()
    {
        Assert.Equal(422, (await Register("us-greta", new string('x', 129))).Status);
        Assert.Equal(422, (await Register("us-greta", new string('x', 7))).Status);
        Assert.Equal(201, (await Register("us-greta", string.Concat(Enumerable.Repeat("heron 7 ", 16)))).Status);
    }

    [Fact]
    public async Task Fields_that_are_not_asked_for_have_no_effect()
    {
        var answer = await _server.Client().Post(
            "users", new { userName = "us-hugo", password = Password, isAdmin = true, isBot = true, id = "u1", createdAt = "2001-01-01T00:00:00Z", passwordHash = "x" });

        Assert.Equal("False", answer["isAdmin"]);
        Assert.Equal("False", answer["isBot"]);
        Assert.NotEqual("u1", answer["id"]);
        Assert.DoesNotContain("2001", answer["createdAt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_users_are_asked_for_at_once_and_those_who_do_not_exist_are_left_out()
    {
        var ida = await _server.SignedIn("ida");
        var ian = await _server.SignedIn("ian");

        var both = await ida.Client.Get($"users?ids={ida.Id},u06h0wafb2fhft5m9gyhync60v4,,x,{ian.Id},{ian.Id}");

        Assert.Equal(["ida", "ian"], both.Json.EnumerateArray().Select(user => user.GetProperty("userName").GetString()!));
        Assert.Equal(422, (await ida.Client.Get("users?ids=" + string.Join(',', Enumerable.Range(0, 101)))).Status);
        Assert.Equal(422, (await ida.Client.Get("users")).Status);
    }

    [Theory]
    [InlineData("u06h0wafb2fhft5m9gyhync60v4")]
    [InlineData("nobody")]
    [InlineData("%F0%9F%A6%A6")]
    public async Task A_user_that_does_not_exist_is_not_found(string id)
    {
        var answer = await (await _server.SignedInOnce()).Client.Get($"users/{id}");

        Assert.Equal((404, ErrorCatalog.UserNotFound), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task I_am_who_signed_in()
    {
        var jan = await _server.SignedIn("jan");

        Assert.Equal(jan.Id, (await jan.Client.Get("me"))["id"]);
    }

    private Task<Answer> Register(string userName, string password) => _server.Client().Post("users", new { userName, password });
}
