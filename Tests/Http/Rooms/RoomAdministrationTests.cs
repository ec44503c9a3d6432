using Parley.Access;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Rooms as administrators of the server look after them, members or not.</summary>
[Trait("Scope", "S16")]
public sealed class RoomAdministrationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_private_room_is_listed_archived_and_given_an_owner_and_stays_unread()
    {
        var (admin, ann, bob) = (await _server.Admin(), await _server.SignedIn("ra-ann"), await _server.SignedIn("ra-bob"));
        var name = "ra-" + Guid.NewGuid().ToString("N")[..8];
        var room = (await ann.Client.Post("rooms", new { name, title = "Behind a door", visibility = "private" }))["id"]!;
        await ann.Put($"rooms/{room}/members/{bob.Id}", null);
        await ann.Say(room, "a secret");

        var listed = Assert.Single((await admin.Client.Get($"admin/rooms?query={name[..9].ToUpperInvariant()}")).Json.EnumerateArray());
        Assert.Equal((room, "private", 2, 1, ann.Id), (listed.Text("id"), listed.Text("visibility"), listed.GetProperty("members").GetInt32(), listed.GetProperty("messages").GetInt32(), listed.GetProperty("owners")[0].GetString()));
        var archived = await admin.Patch($"admin/rooms/{room}", new { archived = true });
        Assert.Equal((200, "True"), (archived.Status, archived["archived"]));
        Assert.Equal((403, "room-archived"), Problem(await ann.Client.Post($"rooms/{room}/messages", new { clientId = "c1", text = "still here?" })));
        Assert.Equal(200, (await admin.Patch($"admin/rooms/{room}", new { archived = false, owner = bob.Id })).Status);
        Assert.Equal(RoomRole.Owner, (await _server.Grains.Room(room).Describe(bob.Actor())).Value!.Role);

        // Nobody comes to read it by this.
        Assert.Equal((404, "user-not-found"), Problem(await admin.Patch($"admin/rooms/{room}", new { owner = admin.Id })));
        Assert.Equal((404, "room-not-found"), Problem(await admin.Client.Get($"rooms/{room}/messages")));
        Assert.Equal(422, (await admin.Patch($"admin/rooms/{room}", new { })).Status);
    }

    [Fact]
    public async Task Conversations_are_nobodys_business()
    {
        var (admin, ann, bob) = (await _server.Admin(), await _server.SignedIn("rd-ann"), await _server.SignedIn("rd-bob"));
        var direct = (await _server.Grains.GetGrain<IRoomDirectoryGrain>(0).Direct(ann.Actor(), bob.Id)).Value!.Id;

        Assert.Equal((404, "room-not-found"), Problem(await admin.Patch($"admin/rooms/{direct}", new { archived = true })));
        Assert.Empty((await admin.Client.Get($"admin/rooms?query={ann.Id}")).Json.EnumerateArray());
        Assert.Equal((403, "forbidden"), Problem(await ann.Client.Get("admin/rooms")));
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
