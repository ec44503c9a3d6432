using Parley.Access;
using Parley.Erasure;
using Parley.Rooms;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Storage.Erasure;

/// <summary>Whatever the engine, a user is found in all rooms they were ever in, and nothing is left of them.</summary>
[Trait("Scope", "P6")]
public abstract partial class ErasureSpec(TestSilo silo)
{
    [Fact]
    public async Task Of_many_messages_in_many_rooms_none_is_left_and_no_other_is_touched()
    {
        var planted = "p" + Guid.NewGuid().ToString("N")[..12];
        var (ann, bob) = (await User(planted), await User("b" + planted[..8]));
        var rooms = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var room = (await silo.Grains.GetGrain<IRoomDirectoryGrain>(0).Create(new CreateRoom
            {
                Sender = ann.Id, ClientId = "c", Name = $"{bob.UserName}-{i}", Title = "room", Visibility = RoomVisibility.Private,
            })).Value!.Id;
            rooms.Add(room);
            await Do(room, new AddMember { Sender = ann.Id, User = bob.Id });
            await Task.WhenAll(Enumerable.Range(0, 230).Select(n => Do(room, new SendMessage { Sender = ann.Id, ClientId = $"m{n}", Text = $"{planted} {n}" })));
            var bobs = await Do(room, new SendMessage { Sender = bob.Id, ClientId = "b", Text = "stays" });
            await Do(room, new React { Sender = ann.Id, Target = bobs.Seq, Emoji = "👍", On = true });
            var poll = await Do(room, new SendMessage { Sender = bob.Id, ClientId = "p", Text = "stays too", Poll = new Poll(["yes", "no"], false, false) });
            await Do(room, new Vote { Sender = ann.Id, Target = poll.Seq, Choices = [1] });
        }

        await Do(rooms[2], new ArchiveRoom { Sender = ann.Id });
        Assert.Equal(ErasureState.Running, (await silo.Grains.UserErasure(ann.Id).Begin(by: null)).Value!.State);
        await Eventually.Is(
            async () => (await StoredText.FindAsync(silo.Databases, planted)).Count == 0, $"nothing is left; it is in {string.Join(' ', await StoredText.FindAsync(silo.Databases, planted))}",
            TimeSpan.FromSeconds(30));

        foreach (var room in rooms)
        {
            var page = (await silo.Grains.Room(room).Messages(new ReadMessages(bob.Id, 1000))).Value!;
            var stays = Assert.Single(page.Messages, message => message.Text is not null && message.Poll is null);
            Assert.Equal(0, Assert.Single(page.Messages, message => message.Poll is not null).Poll!.Voters);
            Assert.Equal(("stays", 0), (stays.Text, stays.Reactions.Length));
            Assert.Equal(232, page.Messages.Length);
            Assert.Equal(RoomRole.Owner, (await silo.Grains.Room(room).Describe(new Actor(bob.Id, ServerRole.Member))).Value!.Role);
        }

        Assert.Null(await silo.Grains.UserName(planted).Find());
        Assert.True((await silo.Grains.User(ann.Id).Find())!.IsErased);
    }

    private async Task<UserProfile> User(string name) => (await silo.Grains.UserName(name).Register(new RegisterUser(name, null, null))).Value!;

    private async Task<Done> Do(string room, RoomCommand command)
    {
        var outcome = await silo.Grains.Room(room).Do(command with { ClientId = command.ClientId ?? Guid.NewGuid().ToString("N") });
        return outcome.Value ?? throw new InvalidOperationException(outcome.Error!.Code);
    }
}

public sealed class SqliteErasureTests(SqliteSilo silo) : ErasureSpec(silo), IClassFixture<SqliteSilo>;

public sealed class MariaDbErasureTests(MariaDbSilo silo) : ErasureSpec(silo), IClassFixture<MariaDbSilo>;
