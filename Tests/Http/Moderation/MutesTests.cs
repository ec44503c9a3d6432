using System.Net.Http.Json;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Moderation;

/// <summary>A member is muted for a time, and may speak again afterwards, whoever is there by then.</summary>
[Trait("Scope", "P6")]
public sealed class MutesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Who_is_muted_for_a_time_is_told_and_may_speak_again_afterwards()
    {
        var (ann, bob, room) = await Room();
        var (phone, _) = await _server.Listen(bob);

        Assert.Equal(200, (await Mute(ann, room, bob, TimeSpan.FromHours(1))).Status);
        var told = await phone.Change("mute");
        Assert.Equal("muted", (await Send(bob, room)).Code);
        Assert.Equal((bob.Id, ann.Id), (await Mutes(ann, room)) is [var mute] ? (mute.Text("user"), mute.Text("by")) : default);
        await Mute(ann, room, bob, Soon); // another time takes the place of the first
        await phone.Change("mute", change => !change.TryGetProperty("until", out _));

        Assert.True(told.TryGetProperty("until", out _));
        Assert.Equal(201, (await Send(bob, room)).Status);
        Assert.Empty(await Mutes(ann, room));
        var roles = (await ann.Client.Get($"rooms/{room}/events")).Json.GetProperty("events").EnumerateArray().Where(e => e.Text("kind") == "roleChanged").ToArray();
        Assert.Equal([("muted", ann.Id), ("member", ann.Id)], roles.Select(e => (e.Text("role")!, e.Text("sender")!)));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_mute_that_was_made_one_for_good_does_not_end_and_a_role_that_was_given_meanwhile_stays()
    {
        var (ann, bob, room) = await Room();
        var (phone, _) = await _server.Listen(bob);
        await Mute(ann, room, bob, TimeSpan.FromHours(1));

        await Patch(ann, room, bob, new { role = "muted" });
        Assert.Empty(await Mutes(ann, room));
        await Mute(ann, room, bob, TimeSpan.FromHours(1));
        await Patch(ann, room, bob, new { role = "moderator" });

        Assert.Empty(await Mutes(ann, room));
        Assert.Equal(201, (await Send(bob, room)).Status);
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_mute_ends_though_who_has_muted_may_do_so_no_more()
    {
        var (ann, bob, room) = await Room();
        var carla = await User();
        await carla.JoinRoom(room);
        await Patch(ann, room, carla, new { role = "moderator" });
        var (phone, _) = await _server.Listen(bob);
        await Mute(carla, room, bob, TimeSpan.FromSeconds(3));

        await ann.Client.Delete($"rooms/{room}/members/{carla.Id}");
        await phone.Change("mute", change => !change.TryGetProperty("until", out _));

        Assert.Equal(201, (await Send(bob, room)).Status);
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Only_those_may_mute_who_may_give_roles_and_only_for_times_that_make_sense()
    {
        var (ann, bob, room) = await Room();
        var carla = await User();
        await carla.JoinRoom(room);

        Assert.Equal("forbidden", (await Mute(carla, room, bob, TimeSpan.FromHours(1))).Code);
        Assert.Equal("invalid", (await Mute(ann, room, bob, TimeSpan.FromHours(-1))).Code);
        Assert.Equal("invalid", (await Mute(ann, room, bob, TimeSpan.FromDays(1000))).Code);
        Assert.Equal("invalid", (await Patch(ann, room, bob, new { role = "moderator", until = _server.Clock.GetUtcNow().AddHours(1) })).Code);
        Assert.Empty(await Mutes(ann, room));
        Assert.Equal(201, (await Send(bob, room)).Status);
    }

    private async Task<(TestUser Ann, TestUser Bob, string Room)> Room()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        return (ann, bob, room);
    }

    private Task<TestUser> User() => _server.SignedIn("mut-" + Guid.NewGuid().ToString("N")[..16]);

    private Task<Answer> Mute(TestUser by, string room, TestUser user, TimeSpan length) => Patch(by, room, user, new { role = "muted", until = _server.Clock.GetUtcNow() + length });

    private static Task<Answer> Patch(TestUser by, string room, TestUser user, object body) =>
        by.Client.Send(HttpMethod.Patch, $"rooms/{room}/members/{user.Id}", JsonContent.Create(body));

    private static Task<Answer> Send(TestUser user, string room) => user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "hi" });

    private static async Task<List<JsonElement>> Mutes(TestUser user, string room) => [.. (await user.Client.Get($"rooms/{room}/mutes")).Json.EnumerateArray()];
}
