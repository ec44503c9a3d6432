using Parley.Access;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Erasure;

public abstract partial class ErasureSpec
{
    [Fact]
    public async Task Of_a_deleted_room_nothing_is_left_although_the_silo_was_stopped_at_once()
    {
        var ann = await User("a" + Guid.NewGuid().ToString("N")[..10]);
        var directory = silo.Grains.GetGrain<IRoomDirectoryGrain>(0);
        var create = new CreateRoom { Sender = ann.Id, SenderRole = ServerRole.Owner, ClientId = "c", Name = ann.UserName, Title = "room", Visibility = RoomVisibility.Public };
        var room = (await directory.Create(create)).Value!.Id;
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => User($"{ann.UserName}-{n}")));
        foreach (var one in people)
        {
            await Do(room, new JoinRoom { Sender = one.Id });
        }

        var last = await Do(room, new SendMessage { Sender = ann.Id, ClientId = "m", Text = "hello" });
        await silo.Grains.User(people[0].Id).MarkRead(new ReadPosition(room, last.Seq, 1));
        await silo.Grains.Drafts(people[0].Id).Save(new Parley.Users.SaveDraft(room, "half a thought", null));

        await Do(room, new DeleteRoom { Sender = ann.Id, SenderRole = ServerRole.Owner, Name = ann.UserName });
        var other = await directory.Create(create);
        await silo.Restart();

        Assert.NotEqual(room, other.Value!.Id);
        Assert.Equal("room-not-found", (await silo.Grains.Room(room).Describe(new Actor(ann.Id, ServerRole.Owner))).Error?.Code);
        Assert.Equal("room-not-found", (await silo.Grains.Room(room).Read(new ReadEvents(ann.Id, 10))).Error?.Code);
        await Eventually.Is(async () => (await Left(room)).Count == 0, $"nothing is left; it is in {string.Join(' ', await Left(room))}", TimeSpan.FromSeconds(20));
        Assert.Equal("room-not-found", (await silo.Grains.Room(room).Do(create)).Error?.Code); // as a silo that was frozen would say it
        Assert.Empty(await Left(room));
    }

    /// <summary>Where a room is named, but for its tombstone and the job that looks once more.</summary>
    private async Task<List<string>> Left(string room) =>
        [.. (await StoredText.FindAsync(silo.Databases, room)).Where(place => !place.Contains(".deleted_rooms.", StringComparison.Ordinal) && !place.Contains(".jobs.", StringComparison.Ordinal))];
}
