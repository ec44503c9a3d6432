using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Parley.Errors;
using Parley.Grains;
using Parley.Grains.Sessions;
using Parley.Grains.Storage;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Cluster.Sessions;

[Trait("Scope", "P1")]
public sealed class SessionGrainTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task An_ended_session_is_in_the_feed_before_the_answer_and_once_only()
    {
        var ann = await _server.SignedIn("ann");

        var until = await Grain(ann).End();
        Assert.Equal([ann.Session], await Feed(ann));
        Assert.Equal(until, await Grain(ann).End());

        Assert.Equal([ann.Session], await Feed(ann));
        Assert.InRange(until - _server.Clock.GetUtcNow(), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    /// <summary>The silo died after the session's state was written and before the feed was: tokens of the session would have gone on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_end_is_completed(bool byRepeating)
    {
        var bob = await _server.SignedIn($"bob-{byRepeating}");
        await Grain(bob).End();
        using (var connection = _server.Services.GetRequiredService<Databases>().Identity.Source.OpenConnection())
        {
            connection.Execute("DELETE FROM revocations WHERE session_id = @Session", new { bob.Session });
        }

        Assert.Empty(await Feed(bob));
        if (byRepeating)
        {
            await Grain(bob).End();
        }
        else
        {
            await Activations.Deactivate(Grain(bob));
            await Grain(bob).Describe();
        }

        Assert.Equal([bob.Session], await Feed(bob));
    }

    /// <summary>Another activation, on a silo that this one cannot see, has spent the token first.</summary>
    [Fact]
    public async Task A_token_spent_behind_an_activations_back_is_spent_once()
    {
        var carla = await _server.SignedIn("carla");
        var secret = carla.RefreshToken.Split('.')[1];
        var next = RefreshSecret.Parse(secret)!.Next(_server.Services.GetRequiredService<RefreshKey>().Value, carla.Session);
        await Rewrite(carla, state => state with { SpentHash = state.RefreshHash, RefreshHash = next.TurnHash, RefreshedAt = _server.Clock.GetUtcNow() });

        var refreshed = await Grain(carla).Refresh(new RefreshSession(secret));

        Assert.Equal(SessionToken.Format(carla.Session, next.Reveal()), refreshed.Value?.RefreshToken);
        Assert.False((await Grain(carla).Refresh(new RefreshSession(next.Reveal()))).IsError);
    }

    [Fact]
    public async Task A_session_ended_behind_an_activations_back_gives_no_token()
    {
        var dora = await _server.SignedIn("dora");
        var secret = dora.RefreshToken.Split('.')[1];
        await Rewrite(dora, state => state with { EndedAt = _server.Clock.GetUtcNow() });

        Assert.Equal(ErrorCatalog.SessionEnded, (await Grain(dora).Refresh(new RefreshSession(secret))).Error?.Code);
    }

    [Fact]
    public async Task No_secret_is_kept()
    {
        var emil = await _server.SignedIn("emil");
        var byCookie = await _server.SignedInAgain(emil.Id, SessionForm.Cookie);

        using var connection = _server.Services.GetRequiredService<Databases>().Grains.Source.OpenConnection();
        var kept = connection.Query<byte[]>("SELECT PayloadBinary FROM OrleansStorage WHERE GrainTypeString = 'session'").Select(System.Text.Encoding.UTF8.GetString).ToArray();

        Assert.Contains(kept, json => json.Contains(SessionToken.Hash(byCookie.SignedIn.Cookie!.Split('.')[1]), StringComparison.Ordinal));
        Assert.All((string[])[emil.RefreshToken.Split('.')[1][22..], byCookie.SignedIn.Cookie!.Split('.')[1]], secret =>
            Assert.DoesNotContain(kept, json => json.Contains(secret, StringComparison.Ordinal)));
    }

    private ISessionGrain Grain(TestUser user) => _server.Grains.Session(user.Session);

    private async Task<string[]> Feed(TestUser user) =>
        [.. (await _server.Grains.Revocations().After(0)).Select(revocation => revocation.Session).Where(session => session == user.Session)];

    private async Task Rewrite(TestUser user, Func<SessionState, SessionState> change)
    {
        var storage = _server.Services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore);
        var state = new GrainState<SessionState>();
        await storage.ReadStateAsync("session", Grain(user).GetGrainId(), state);
        state.State = change(state.State!);
        await storage.WriteStateAsync("session", Grain(user).GetGrainId(), state);
    }
}
