using Parley.Access;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

/// <summary>What administrators of the server may do in a room from outside.</summary>
[Trait("Scope", "S16")]
public class OperatorRightsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(RoomVisibility.Public, true)]
    [InlineData(RoomVisibility.Private, true)]
    [InlineData(RoomVisibility.Direct, false)]
    [InlineData(RoomVisibility.Group, false)]
    public void Rooms_are_archived_and_brought_back_from_outside_and_conversations_are_nobodys_business(RoomVisibility visibility, bool may)
    {
        var model = Model(visibility);

        var archived = model.Do(new ArchiveRoom { Sender = "admin", SenderRole = ServerRole.Admin, ByOperator = true }, Now);
        var back = model.Do(new UnarchiveRoom { Sender = "admin", SenderRole = ServerRole.Admin, ByOperator = true }, Now);

        Assert.Equal((may ? null : ErrorCatalog.RoomNotFound, may ? 1 : 0), (archived.Refusal?.Code, archived.Events.Length));
        Assert.Equal((may ? null : ErrorCatalog.RoomNotFound, false), (back.Refusal?.Code, model.Room.IsArchived));
    }

    [Fact]
    public void A_member_is_made_an_owner_from_outside_and_nobody_gets_in_by_it()
    {
        var model = Model(RoomVisibility.Private);
        model.Do(new AddMember { Sender = "ann", User = "bob" }, Now);

        Assert.Equal(ErrorCatalog.UserNotFound, Owner("admin").Refusal?.Code);
        Assert.Null(Owner("bob").Refusal);
        Assert.Contains("bob", model.Room.Owners);

        // Nor is the last one put down by it.
        Assert.Null(model.Do(new ChangeRole { Sender = "admin", SenderRole = ServerRole.Admin, ByOperator = true, User = "ann", Role = RoomRole.Member }, Now).Refusal);
        Assert.Equal(ErrorCatalog.LastOwner, model.Do(new ChangeRole { Sender = "admin", SenderRole = ServerRole.Admin, ByOperator = true, User = "bob", Role = RoomRole.Member }, Now).Refusal?.Code);

        Decision Owner(string user) => model.Do(new ChangeRole { Sender = "admin", SenderRole = ServerRole.Admin, ByOperator = true, User = user, Role = RoomRole.Owner }, Now);
    }

    [Fact]
    public void Nothing_else_is_done_from_outside()
    {
        var model = Model(RoomVisibility.Private);
        model.Do(new SendMessage { Sender = "ann", Text = "hi" }, Now);
        RoomCommand[] others =
        [
            new SendMessage { Sender = "admin", ByOperator = true, Text = "hello" }, new DeleteMessage { Sender = "admin", ByOperator = true, Target = 3 },
            new JoinRoom { Sender = "admin", ByOperator = true }, new AddMember { Sender = "admin", ByOperator = true, User = "admin" },
            new KickMember { Sender = "admin", ByOperator = true, User = "ann" }, new BanMember { Sender = "admin", ByOperator = true, User = "ann" },
            new ChangeSettings { Sender = "admin", ByOperator = true, Visibility = RoomVisibility.Public },
            new CreateInvite { Sender = "admin", ByOperator = true, Invite = "i", SecretHash = "h", Role = RoomRole.Member, MaxUses = 1, Lifetime = TimeSpan.FromHours(1) },
        ];

        Assert.All(others, command => Assert.Equal((ErrorCatalog.RoomNotFound, 0), (model.Do(command, Now) is var decided ? decided.Refusal?.Code : null, decided.Events.Length)));
    }

    private static RoomModel Model(RoomVisibility visibility)
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom
        {
            Sender = "ann", Name = "room", Title = "Room", Visibility = visibility,
            Other = visibility == RoomVisibility.Direct ? "bob" : null, Others = visibility == RoomVisibility.Group ? ["bob", "cat"] : null,
        }, Now);
        return model;
    }
}
