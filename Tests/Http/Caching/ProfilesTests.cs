using Microsoft.Extensions.DependencyInjection;
using Parley.Access;
using Parley.Tests.Support;
using Parley.Users;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Users;
using Xunit;

namespace Parley.Tests.Http.Caching;

[Trait("Scope", "S10")]
[Collection(CachingServer.Name)]
public sealed class ProfilesTests(OwnServerFixture fixture)
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Whoever_changes_is_shown_so_at_once()
    {
        var (ann, bob) = (await Remembered(), await Server.SignedIn(Name()));
        var room = await bob.NewRoom();
        await ann.JoinRoom(room);
        for (var i = 0; i < 20; i++)
        {
            await bob.Client.Get($"users/{ann.Id}");
            await Server.Grains.User(ann.Id).SetStatus(new UserStatus($"status {i}", null, null));

            Assert.Contains($"status {i}", (await bob.Client.Get($"users/{ann.Id}")).Body, StringComparison.Ordinal);
            Assert.Contains($"status {i}", (await bob.Client.Get($"users?ids={ann.Id},{bob.Id}")).Body, StringComparison.Ordinal);
            Assert.Contains($"status {i}", (await bob.Client.Get($"rooms/{room}/members")).Body, StringComparison.Ordinal);
        }

        await Server.Grains.User(ann.Id).SetRole(ServerRole.Guest);
        Assert.Equal("guest", (await bob.Client.Get($"users/{ann.Id}"))["role"]);
        await Server.Grains.User(ann.Id).Deactivate();
        Assert.Equal("True", (await bob.Client.Get($"users/{ann.Id}"))["deactivated"]);
    }

    [Fact]
    public async Task A_status_ends_when_it_ends_although_the_profile_is_remembered()
    {
        var ann = await Remembered();
        await Server.Grains.User(ann.Id).SetStatus(new UserStatus("lunch", null, Server.Clock.GetUtcNow() + TimeSpan.FromSeconds(2)));
        Assert.Contains("lunch", (await ann.Client.Get("/api/v1/me")).Body, StringComparison.Ordinal);

        await Eventually.Is(async () => !(await ann.Client.Get("/api/v1/me")).Body.Contains("lunch", StringComparison.Ordinal), "lunch is over");
    }

    [Fact]
    public async Task A_list_of_members_asks_no_grain_for_whom_it_remembers()
    {
        var ann = await Remembered();
        var room = await ann.NewRoom();
        await ann.Client.Get($"rooms/{room}/members");
        var misses = Report().CacheMisses;

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await ann.Client.Get($"rooms/{room}/members")).Status);
        }

        Assert.InRange(Report().CacheMisses - misses, 0, 3); // others change as well, some of them with the same number
    }

    [Fact]
    public void What_was_read_before_a_change_is_told_from_what_was_read_after_it()
    {
        var changes = new ProfileChanges();
        Assert.False(changes.AreHeard);
        changes.AreHeard = true;
        var before = changes.Of("ann");
        Assert.Equal(before, changes.Of("ann"));
        changes.AreHeard = false;
        changes.AreHeard = true;
        Assert.NotEqual(before, changes.Of("ann"));
        before = changes.Of("ann");
        changes.Changed("ann");
        Assert.NotEqual(before, changes.Of("ann"));
    }

    /// <summary>A user, on a server that is past its start.</summary>
    private async Task<TestUser> Remembered()
    {
        await Heard(Server);
        return await Server.SignedIn(Name());
    }

    private static Task Heard(TestServer server) =>
        Eventually.Is(() => Task.FromResult(server.Services.GetRequiredService<ProfileChanges>().AreHeard), "changes are heard");

    private static string Name() => "u" + Guid.NewGuid().ToString("N")[..12];

    private Parley.Dashboard.FrontendReport Report() => Server.Services.GetRequiredService<FrontendMetrics>().Report();
}
