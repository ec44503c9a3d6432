using CsCheck;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

[Trait("Scope", "S16")]
public class RoomRightsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_room_with_members_loses_its_last_owner_to_nobody() => Walk((before, e, after) =>
        before.Owners.IsEmpty || !after.Owners.IsEmpty || after.MemberCount == 0);

    [Fact]
    public void Whoever_is_banned_does_not_come_in() => Walk((before, e, after) => e is not MemberJoined joined || !before.Banned.Contains(joined.User));

    [Fact]
    public void In_an_archived_room_nothing_happens_but_departures_and_what_those_take_along_who_are_erased() => RoomGen.Commands.Sample(commands =>
    {
        var model = new RoomModel("r");
        return commands.All(command =>
        {
            var wasArchived = model.Room.IsArchived;
            var events = model.Do(command, Now).Events;
            return !wasArchived || command is EraseMember || events.All(e => e is MemberLeft or RoomUnarchived);
        });
    });

    [Fact]
    public void An_erasure_takes_nothing_of_others() => RoomGen.Commands.Sample(commands =>
    {
        var model = new RoomModel("r");
        return commands.All(command =>
        {
            var events = model.Do(command, Now).Events;
            return command is not EraseMember || events.All(e => e.Sender == command.Sender && e switch
            {
                MessageDeleted deleted => model.Log.OfType<MessagePosted>().Single(posted => posted.Seq == deleted.Target).Sender == command.Sender,
                MemberLeft left => left.User == command.Sender,
                RoleChanged or ReactionRemoved => true,
                _ => false,
            });
        });
    });

    [Fact]
    public void Muted_members_do_not_write() => Walk((before, e, after) =>
        e is not (MessagePosted or MessageEdited) || before.Members[e.Sender]!.Role != RoomRole.Muted);

    [Fact]
    public void An_invite_lets_in_no_more_than_it_says_and_nobody_after_its_end() => RoomGen.Commands.Sample(commands =>
    {
        var log = Run(commands).Log;
        return log.OfType<MemberJoined>().Where(joined => joined.Invite is not null).All(joined =>
            log.Count(e => e is MemberJoined other && other.Invite == joined.Invite) == 1
            && !log.Exists(e => e is InviteRevoked revoked && revoked.Invite == joined.Invite && revoked.Seq < joined.Seq));
    });

    /// <summary>By the server role that the sender had: only what the tables give to the roles of that moment.</summary>
    [Fact]
    public void Nobody_gives_a_role_above_their_own() => RoomGen.Commands.Sample(commands =>
    {
        var model = new RoomModel("r");
        return commands.All(command =>
        {
            var before = model.Room;
            var sender = before.Members.GetValueOrDefault(command.Sender)?.Role;
            var given = model.Do(command, Now).Events.Select(RoleGiven).OfType<RoomRole>().ToArray();
            var isAdminOfPublic = command.SenderRole == ServerRole.Admin && before.Visibility == RoomVisibility.Public;
            return command is CreateRoom or JoinRoom || isAdminOfPublic
                || given.All(role => sender is { } own && (own == RoomRole.Owner || RoomAccess.Ranks[role] < RoomAccess.Ranks[own]));
        });

        static RoomRole? RoleGiven(RoomEvent e) => e switch { MemberJoined joined => joined.Role, RoleChanged changed => changed.Role, _ => null };
    });

    [Theory]
    [InlineData(RoomRole.Owner, ServerRole.Member, RoomRole.Owner, true)]
    [InlineData(RoomRole.Owner, ServerRole.Member, RoomRole.Muted, true)]
    [InlineData(RoomRole.Moderator, ServerRole.Member, RoomRole.Member, true)]
    [InlineData(RoomRole.Moderator, ServerRole.Member, RoomRole.Muted, true)]
    [InlineData(RoomRole.Moderator, ServerRole.Member, RoomRole.Moderator, false)]
    [InlineData(RoomRole.Moderator, ServerRole.Member, RoomRole.Owner, false)]
    [InlineData(RoomRole.Member, ServerRole.Member, RoomRole.Muted, false)]
    [InlineData(RoomRole.Owner, ServerRole.Guest, RoomRole.Member, false)]
    [InlineData(null, ServerRole.Admin, RoomRole.Moderator, true)]
    [InlineData(null, ServerRole.Admin, RoomRole.Owner, true)]
    public void Roles_are_given_by_those_above_them(RoomRole? sender, ServerRole server, RoomRole given, bool may)
    {
        var model = Room();
        if (sender is { } role)
        {
            model.Do(new AddMember { Sender = "ann", User = "bob", Role = role }, Now);
        }

        model.Do(new AddMember { Sender = "ann", User = "cat" }, Now);
        var decision = model.Do(new ChangeRole { Sender = "bob", SenderRole = server, User = "cat", Role = given }, Now);

        Assert.Equal(may, decision.Refusal is null);
    }

    [Fact]
    public void Stepping_down_needs_no_right_but_another_owner()
    {
        var model = Room();
        Assert.Equal(ErrorCatalog.LastOwner, model.Do(new ChangeRole { Sender = "ann", User = "ann", Role = RoomRole.Member }, Now).Refusal?.Code);

        model.Do(new AddMember { Sender = "ann", User = "bob", Role = RoomRole.Owner }, Now);
        Assert.IsType<RoleChanged>(Assert.Single(model.Do(new ChangeRole { Sender = "ann", User = "ann", Role = RoomRole.Moderator }, Now).Events));
        Assert.Equal(ErrorCatalog.Forbidden, model.Do(new ChangeRole { Sender = "ann", User = "ann", Role = RoomRole.Owner }, Now).Refusal?.Code);
        Assert.Equal(ErrorCatalog.LastOwner, model.Do(new LeaveRoom { Sender = "bob" }, Now).Refusal?.Code);
    }

    [Fact]
    public void The_last_one_may_leave()
    {
        var model = Room();
        Assert.IsType<MemberLeft>(Assert.Single(model.Do(new LeaveRoom { Sender = "ann" }, Now).Events));
    }

    [Fact]
    public void A_ban_of_a_member_is_two_events_and_the_second_puts_out()
    {
        var model = Room();
        model.Do(new JoinRoom { Sender = "bob" }, Now);

        var events = model.Do(new BanMember { Sender = "ann", User = "bob" }, Now).Events;
        Assert.Equal(["memberBanned", "memberKicked"], events.Select(e => e.Kind));
        Assert.Equal([null, "bob"], events.Select(e => e.Removes));
        Assert.Equal(ErrorCatalog.Banned, model.Do(new JoinRoom { Sender = "bob" }, Now).Refusal?.Code);
        Assert.Equal(ErrorCatalog.Banned, model.Do(new AddMember { Sender = "ann", User = "bob" }, Now).Refusal?.Code);

        model.Do(new UnbanMember { Sender = "ann", User = "bob" }, Now);
        Assert.Null(model.Do(new JoinRoom { Sender = "bob" }, Now).Refusal);
    }

    [Fact]
    public void An_invite_of_somebody_who_could_not_make_it_any_more_lets_nobody_in()
    {
        var model = Room();
        model.Do(new AddMember { Sender = "ann", User = "bob", Role = RoomRole.Moderator }, Now);
        model.Do(Invite("bob", "i1"), Now);
        model.Do(new ChangeRole { Sender = "ann", User = "bob", Role = RoomRole.Member }, Now);
        Assert.Equal(ErrorCatalog.InviteNotFound, model.Do(Use("cat", "i1"), Now).Refusal?.Code);

        model.Do(new ChangeRole { Sender = "ann", User = "bob", Role = RoomRole.Moderator }, Now);
        Assert.Null(model.Do(Use("cat", "i1"), Now).Refusal);
    }

    [Fact]
    public void An_invite_that_is_over_or_wrong_is_refused_like_one_that_never_was()
    {
        var model = Room();
        model.Do(Invite("ann", "i1"), Now);
        JoinRoom[] tries = [Use("bob", "i2"), Use("bob", "i1") with { SecretHash = "other" }, Use("bob", "i1") with { SecretHash = null }];
        Assert.All(tries, command => Assert.Equal(ErrorCatalog.InviteNotFound, model.Do(command, Now).Refusal?.Code));
        Assert.Equal(ErrorCatalog.InviteNotFound, model.Do(Use("bob", "i1"), Now + TimeSpan.FromHours(1)).Refusal?.Code);
        Assert.Null(model.Do(Use("bob", "i1"), Now).Refusal);
        Assert.Equal(ErrorCatalog.InviteNotFound, model.Do(Use("cat", "i1"), Now).Refusal?.Code);
    }

    [Fact]
    public void Slow_mode_makes_members_wait_and_nobody_longer_than_it_says()
    {
        var model = Room();
        model.Do(new JoinRoom { Sender = "bob" }, Now);
        model.Do(new ChangeSettings { Sender = "ann", SlowMode = 10 }, Now);
        var send = new SendMessage { Sender = "bob", Text = "hi" };
        Assert.Null(model.Do(send, Now).Refusal);

        var refusal = model.Do(send, Now + TimeSpan.FromSeconds(4)).Refusal;
        Assert.Equal((ErrorCatalog.SlowMode, 6000), (refusal?.Code, refusal?.RetryAfterMs));
        Assert.Equal(10_000, model.Do(send, Now - TimeSpan.FromHours(1)).Refusal?.RetryAfterMs); // another silo's clock is behind
        Assert.Null(model.Do(send, Now + TimeSpan.FromSeconds(10)).Refusal);
        Assert.Null(model.Do(send with { Sender = "ann" }, Now).Refusal);
        Assert.Null(model.Do(send with { Sender = "ann" }, Now).Refusal);
    }

    [Theory]
    [InlineData(RoomVisibility.Direct)]
    [InlineData(RoomVisibility.Group)]
    public void A_conversation_takes_nobody_in_lets_nobody_go_and_has_no_owner(RoomVisibility visibility)
    {
        var model = new RoomModel("r");
        model.Do(
            visibility == RoomVisibility.Direct
                ? new CreateRoom { Sender = "ann", Name = "direct:ann:bob", Title = "", Visibility = visibility, Other = "bob" }
                : new CreateRoom { Sender = "ann", Name = "group:1", Title = "", Visibility = visibility, Others = ["bob", "dan"] },
            Now);
        Assert.Empty(model.Room.Owners);
        Assert.Equal(visibility == RoomVisibility.Group ? ["ann", "bob", "dan"] : [], model.Room.People);
        RoomCommand[] tries =
        [
            new LeaveRoom { Sender = "ann" }, new AddMember { Sender = "ann", User = "cat" }, new KickMember { Sender = "ann", User = "bob" },
            new BanMember { Sender = "ann", User = "bob" }, Invite("ann", "i1"), new ChangeSettings { Sender = "ann", Topic = "x" },
            new ArchiveRoom { Sender = "ann" }, new ChangeRole { Sender = "ann", User = "bob", Role = RoomRole.Muted },
            new ChangeRole { Sender = "ann", User = "ann", Role = RoomRole.Muted },
        ];
        Assert.All(tries, command => Assert.Equal(ErrorCatalog.Forbidden, model.Do(command, Now).Refusal?.Code));
        Assert.All(
            tries, command => Assert.Equal(ErrorCatalog.RoomNotFound, model.Do(command with { Sender = "cat", SenderRole = ServerRole.Owner }, Now).Refusal?.Code));
        Assert.Null(model.Do(new SendMessage { Sender = "bob", Text = "hi" }, Now).Refusal);
    }

    private static CreateInvite Invite(string sender, string id) => new()
    {
        Sender = sender, Invite = id, SecretHash = RoomGen.SecretHash, Role = RoomRole.Member, MaxUses = 1, Lifetime = TimeSpan.FromHours(1),
    };

    private static JoinRoom Use(string sender, string id) => new() { Sender = sender, Invite = id, SecretHash = RoomGen.SecretHash };

    private static RoomModel Room() => Run([]);

    private static RoomModel Run(RoomCommand[] commands)
    {
        var model = new RoomModel("r");
        foreach (var command in commands.Prepend(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }))
        {
            model.Do(command, Now);
        }

        return model;
    }

    /// <summary>Checks every step of many logs.</summary>
    private static void Walk(Func<Room, RoomEvent, Room, bool> isRight) => RoomGen.Commands.Sample(commands =>
    {
        var model = Run(commands);
        var room = Parley.Grains.Rooms.Room.Empty("r");
        return model.Log.All(e =>
        {
            var before = room;
            room = room.Apply(e);
            return isRight(before, e, room);
        });
    });
}
