using CsCheck;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

/// <summary>Who ends a room, and what is left to be done in it.</summary>
public sealed class RoomDeletionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RoomLimits OwnersMay = RoomModel.Limits with { OwnersMayDelete = true };

    [Theory]
    [InlineData("ann", ServerRole.Member, true, "DEN", null)]
    [InlineData("ann", ServerRole.Member, true, "lair", ErrorCatalog.Invalid)]
    [InlineData("ann", ServerRole.Member, false, "den", ErrorCatalog.Forbidden)]
    [InlineData("ann", ServerRole.Admin, false, "den", null)]
    [InlineData("bob", ServerRole.Member, true, "den", ErrorCatalog.Forbidden)]
    [InlineData("dan", ServerRole.Member, true, "den", ErrorCatalog.NotAMember)]
    public void Owners_do_where_they_may_and_type_the_name(string who, ServerRole role, bool ownersMay, string name, string? code)
    {
        var room = Den().Room;

        var decision = room.Decide(new DeleteRoom { Sender = who, SenderRole = role, Name = name }, Now, ownersMay ? OwnersMay : RoomModel.Limits);

        Assert.Equal(code, decision.Refusal?.Code);
        Assert.Equal(code is null, decision.Events is [RoomArchived { IsDeleted: true }]);
    }

    [Fact]
    public void Administrators_end_rooms_that_they_are_not_in_and_no_conversations()
    {
        var command = new DeleteRoom { Sender = "boss", SenderRole = ServerRole.Admin, ByOperator = true, Name = "den" };
        var conversation = new RoomModel("d");
        conversation.Do(new CreateRoom { Sender = "ann", Name = "direct:ann:bob", Title = "", Visibility = RoomVisibility.Direct, Other = "bob" }, Now);

        Assert.Single(Den(RoomVisibility.Private).Room.Decide(command, Now, RoomModel.Limits).Events);
        Assert.Equal(ErrorCatalog.RoomNotFound, conversation.Room.Decide(command with { Name = "direct:ann:bob" }, Now, RoomModel.Limits).Refusal?.Code);
        Assert.Equal(ErrorCatalog.Forbidden, conversation.Do(new DeleteRoom { Sender = "ann", SenderRole = ServerRole.Admin, Name = "direct:ann:bob" }, Now).Refusal?.Code);
    }

    [Fact]
    public void Nothing_happens_in_it_any_more_but_that_everybody_goes() => RoomGen.Commands.Sample(commands =>
    {
        var model = Den();
        model.Do(new DeleteRoom { Sender = "ann", SenderRole = ServerRole.Admin, Name = "den" }, Now);
        return model.Replayed().IsDeleted && RoomSnapshot.Of(model.Room, "e").Restore("r").IsDeleted
            && commands.Where(command => command is not CreateRoom).All(command => model.Do(command with { ClientId = null }, Now).Refusal?.Code == ErrorCatalog.RoomNotFound)
            && model.Do(new DeleteRoom { Sender = "ann", SenderRole = ServerRole.Admin, Name = "den" }, Now).Refusal?.Code == ErrorCatalog.RoomNotFound
            && model.Do(new EmptyRoom { Sender = "ann", Users = ["ann", "bob", "nobody", "bob"] }, Now).Events.All(e => e is MemberKicked)
            && model.Room.MemberCount == 0;
    });

    [Fact]
    public void A_room_that_is_there_is_emptied_by_nobody() => Assert.Empty(Den().Do(new EmptyRoom { Sender = "ann", Users = ["bob"] }, Now).Events);

    private static RoomModel Den(RoomVisibility visibility = RoomVisibility.Public)
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = visibility }, Now);
        model.Do(new AddMember { Sender = "ann", User = "bob" }, Now);
        model.Do(new JoinRoom { Sender = "dan" }, Now);
        model.Do(new LeaveRoom { Sender = "dan" }, Now);
        return model;
    }
}
