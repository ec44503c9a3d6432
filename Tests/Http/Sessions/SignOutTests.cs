using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class SignOutTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData(SessionForm.Tokens)]
    [InlineData(SessionForm.Cookie)]
    public async Task After_signing_out_the_proof_is_refused_at_once(SessionForm form)
    {
        var ann = await _server.SignedIn($"ann-{form}", form);
        Assert.Equal(200, (await ann.Client.Get("me")).Status);

        var signedOut = await ann.Client.Delete("sessions/current");
        var refused = await ann.Client.Get("me");

        Assert.Equal(204, signedOut.Status);
        Assert.Equal((401, ErrorCatalog.SessionEnded), (refused.Status, refused.Code));
        Assert.Equal(form == SessionForm.Cookie ? "" : null, signedOut.Cookie);
    }

    [Fact]
    public async Task A_refresh_token_does_not_outlive_its_session()
    {
        var ann = await _server.SignedIn("ann-refresh");
        await ann.Client.Delete("sessions/current");

        Assert.Equal(ErrorCatalog.SessionEnded, (await _server.Client().Post("sessions/refresh", new { refreshToken = ann.RefreshToken })).Code);
    }

    [Fact]
    public async Task A_user_ends_another_device_and_sees_it_gone()
    {
        var phone = await _server.SignedIn("bob");
        var laptop = await _server.SignedInAgain(phone.Id, SessionForm.Cookie);
        Assert.Equal(200, (await laptop.Client.Get("me")).Status);

        Assert.Equal(204, (await phone.Client.Delete($"sessions/{laptop.Session}")).Status);

        Assert.Equal(ErrorCatalog.SessionEnded, (await laptop.Client.Get("me")).Code);
        var left = (await phone.Client.Get("sessions")).Json.EnumerateArray();
        Assert.Equal([phone.Session], left.Select(session => session.GetProperty("id").GetString()!));
        Assert.Equal((404, ErrorCatalog.SessionNotFound), await Code(phone.Client.Delete($"sessions/{laptop.Session}")));
    }

    [Fact]
    public async Task Nobody_ends_or_sees_the_sessions_of_others()
    {
        var carla = await _server.SignedIn("carla");
        var mallory = await _server.SignedIn("mallory");

        Assert.Equal((404, ErrorCatalog.SessionNotFound), await Code(mallory.Client.Delete($"sessions/{carla.Session}")));
        Assert.Equal((404, ErrorCatalog.SessionNotFound), await Code(mallory.Client.Delete("sessions/s06h0wafb2fhft5m9gyhync60v4")));
        Assert.Equal(200, (await carla.Client.Get("me")).Status);
        Assert.Single((await mallory.Client.Get("sessions")).Json.EnumerateArray());
    }

    /// <summary>Another frontend learns of it by the feed alone; here, the grain is told behind this frontend's back.</summary>
    [Theory]
    [InlineData(SessionForm.Tokens)]
    [InlineData(SessionForm.Cookie)]
    public async Task A_session_ended_elsewhere_is_refused_within_a_second(SessionForm form)
    {
        var dora = await _server.SignedIn($"dora-{form}", form);
        Assert.Equal(200, (await dora.Client.Get("me")).Status);
        var learnt = new TaskCompletionSource();
        _server.Services.GetRequiredService<SessionRevocations>().Revoked += session =>
        {
            if (session == dora.Session)
            {
                learnt.TrySetResult();
            }
        };

        await _server.Grains.User(dora.Id).EndSession(dora.Session);
        await learnt.Task.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCatalog.SessionEnded, (await dora.Client.Get("me")).Code);
    }

    [Fact]
    public async Task The_oldest_session_makes_room_for_one_too_many()
    {
        await using var server = await TestServer.Start("--Parley:Sessions:MaxPerUser=2");
        var first = await server.SignedIn("emil");
        var second = await server.SignedInAgain(first.Id);
        var third = await server.SignedInAgain(first.Id);

        Assert.Equal(ErrorCatalog.SessionEnded, (await server.Client().Post("sessions/refresh", new { refreshToken = first.RefreshToken })).Code);
        Assert.Equal([third.Session, second.Session], (await third.Client.Get("sessions")).Json.EnumerateArray().Select(session => session.GetProperty("id").GetString()!));
    }

    private static async Task<(int, string?)> Code(Task<Answer> request)
    {
        var answer = await request;
        return (answer.Status, answer.Code);
    }
}
