using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class RefreshTests : IAsyncLifetime
{
    private static readonly TimeSpan BeyondGrace = TimeSpan.FromSeconds(11);
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_refresh_token_is_spent_for_new_tokens()
    {
        var ann = await _server.SignedIn("ann");
        _server.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(401, (await ann.Client.Get("me")).Status);

        var refreshed = await Refresh(ann.RefreshToken);

        Assert.Equal(200, refreshed.Status);
        Assert.Equal(ann.Session, refreshed["session"]);
        Assert.NotEqual(ann.RefreshToken, refreshed["refreshToken"]);
        Assert.Equal("ann", (await _server.Client().WithToken(refreshed["accessToken"]!).Get("me"))["userName"]);
        Assert.Equal(200, (await Refresh(refreshed["refreshToken"]!)).Status);
    }

    [Fact]
    public async Task A_lost_reply_can_be_asked_for_again_for_a_moment()
    {
        var ann = await _server.SignedIn("ann");
        var lost = await Refresh(ann.RefreshToken);

        var again = await Refresh(ann.RefreshToken);

        Assert.Equal(200, again.Status);
        Assert.Equal(lost["refreshToken"], again["refreshToken"]);
    }

    [Fact]
    public async Task Refreshing_at_the_same_time_is_no_theft()
    {
        var ann = await _server.SignedIn("ann");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Refresh(ann.RefreshToken)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.Select(answer => answer["refreshToken"]).Distinct());
    }

    [Fact]
    public async Task A_token_used_again_later_ends_the_session_for_thief_and_owner()
    {
        var ann = await _server.SignedIn("ann");
        var other = await _server.SignedInAgain(ann.Id);
        var owner = await Refresh(ann.RefreshToken);
        _server.Clock.Advance(BeyondGrace);

        var thief = await Refresh(ann.RefreshToken);

        Assert.Equal((401, ErrorCatalog.SessionEnded), (thief.Status, thief.Code));
        Assert.Equal(ErrorCatalog.SessionEnded, (await Refresh(owner["refreshToken"]!)).Code);
        await Eventually.Is(async () => (await _server.Client().WithToken(owner["accessToken"]!).Get("me")).Code == ErrorCatalog.SessionEnded, "the access token is refused");
        Assert.Equal(200, (await other.Client.Get("me")).Status);
    }

    [Fact]
    public async Task Only_the_last_spent_token_has_a_grace()
    {
        var ann = await _server.SignedIn("ann");
        var second = await Refresh(ann.RefreshToken);
        var third = await Refresh(second["refreshToken"]!);

        Assert.Equal(401, (await Refresh(ann.RefreshToken)).Status);
        Assert.Equal(401, (await Refresh(third["refreshToken"]!)).Status);
    }

    [Fact]
    public async Task A_guess_does_not_end_the_session()
    {
        var ann = await _server.SignedIn("ann");
        var secret = ann.RefreshToken.Split('.')[1];

        foreach (var guess in (string[])[new string('A', secret.Length), "x", secret[1..] + "A", secret + "A"])
        {
            Assert.Equal((401, ErrorCatalog.SessionEnded), await Code($"{ann.Session}.{guess}"));
        }

        Assert.Equal((401, ErrorCatalog.SessionEnded), await Code("nonsense"));
        Assert.Equal((401, ErrorCatalog.SessionEnded), await Code($"s06h0wafb2fhft5m9gyhync60v4.{secret}"));
        Assert.Equal(200, (await Refresh(ann.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends()
    {
        var ann = await _server.SignedIn("ann");
        var byCookie = await _server.SignedInAgain(ann.Id, SessionForm.Cookie);
        _server.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(200, (await byCookie.Client.Get("me")).Status);
        _server.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(ErrorCatalog.SessionEnded, (await Refresh(ann.RefreshToken)).Code);
        Assert.Equal(200, (await byCookie.Client.Get("me")).Status);
        _server.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(ErrorCatalog.SessionEnded, (await byCookie.Client.Get("me")).Code);
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        var ann = await _server.SignedIn("ann");
        var second = await Refresh(ann.RefreshToken);
        var ended = await _server.SignedInAgain(ann.Id);
        await ended.Client.Delete("sessions/current");

        _server = await _server.Restart();

        Assert.Equal(ErrorCatalog.SessionEnded, (await _server.Client().WithToken(ended.AccessToken).Get("me")).Code);
        Assert.Equal(second["refreshToken"], (await Refresh(ann.RefreshToken))["refreshToken"]);
        Assert.Equal(200, (await Refresh(second["refreshToken"]!)).Status);
        Assert.Equal("ann", (await _server.Client().WithToken(second["accessToken"]!).Get("me"))["userName"]);
        Assert.Equal(ErrorCatalog.SessionEnded, (await Refresh(ended.RefreshToken)).Code);
    }

    [Fact]
    public async Task A_body_without_a_token_is_invalid()
    {
        var answer = await _server.Client().PostText("sessions/refresh", "{}");

        Assert.Equal(422, answer.Status);
        Assert.Equal(["refreshToken"], answer.FaultyFields);
    }

    private Task<Answer> Refresh(string token) => _server.Client().Post("sessions/refresh", new { refreshToken = token });

    private async Task<(int, string?)> Code(string token)
    {
        var answer = await Refresh(token);
        return (answer.Status, answer.Code);
    }
}
