using System.Collections.Immutable;
using CsCheck;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Retention;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

/// <summary>What the room itself has to say about its old messages, and about its rule.</summary>
public sealed class RoomRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RetentionOptions Bounds = new() { RoomsMayChange = true, RoomsLeast = TimeSpan.FromDays(7), RoomsMost = TimeSpan.FromDays(90) };

    [Fact]
    public void Whatever_was_asked_for_only_old_messages_go_and_no_pinned_ones() => Gen.Select(RoomGen.Commands, Gen.Int[0, 400], Gen.Bool).Sample((commands, hours, keepPinned) =>
    {
        // A day between one command and the next.
        var (model, now) = (new RoomModel("r"), Now);
        foreach (var command in commands)
        {
            model.Do(command, now = now.AddDays(1));
        }

        if (!model.Room.Exists)
        {
            return true;
        }

        var keep = TimeSpan.FromHours(hours + 1);
        var (pinned, left) = (Pinned(model), Left(model).ToList());
        var expire = Expire(model, keep, now, keepPinned);
        var room = model.Loaded(model.Log.Count, model.Loaded(model.Log.Count, RoomNeeds.None).Needs(expire));
        var events = room.Decide(expire, now, RoomModel.Limits).Events;
        var due = left.Where(message => now - message.At >= keep && !(keepPinned && pinned.Contains(message.Seq)));
        return events.OfType<MessageDeleted>().Select(deleted => deleted.Target).SequenceEqual(due.Select(message => message.Seq))
            && events.All(e => e is MessageDeleted { IsExpired: true, Batch: null, ClientId: null } deleted && e.Sender == model.Log.Single(one => one.Seq == deleted.Target).Sender)
            && events.Aggregate(room, (after, e) => after.Apply(e)).Decide(expire, now, RoomModel.Limits).Events.IsEmpty;
    });

    [Fact]
    public void The_rooms_own_rule_comes_before_the_servers()
    {
        var model = Talk(ChangeTo(RetentionRule.Forever) with { SenderRole = ServerRole.Owner });

        Assert.Empty(model.Do(Expire(model, TimeSpan.FromDays(1), Now.AddDays(1000), keepPinned: true), Now.AddDays(1000)).Events);
        model.Do(ChangeTo(20) with { SenderRole = ServerRole.Owner }, Now);
        Assert.Empty(model.Do(Expire(model, TimeSpan.FromDays(1), Now.AddDays(19.9), keepPinned: true), Now.AddDays(20)).Events); // by the clock of who looks
        Assert.Single(model.Do(Expire(model, TimeSpan.Zero, Now.AddDays(20), keepPinned: true), Now.AddDays(20)).Events);
    }

    [Theory]
    [InlineData(false, 30, ErrorCatalog.RetentionFixed)]
    [InlineData(false, RetentionRule.Server, null)] // it is so already
    [InlineData(true, 30, null)]
    [InlineData(true, 6, ErrorCatalog.RetentionOutOfRange)]
    [InlineData(true, 91, ErrorCatalog.RetentionOutOfRange)]
    [InlineData(true, RetentionRule.Forever, ErrorCatalog.RetentionOutOfRange)]
    [InlineData(true, -2, ErrorCatalog.Invalid)]
    [InlineData(true, RetentionRule.MaxDays + 1, ErrorCatalog.Invalid)]
    public void Owners_choose_within_bounds(bool mayChange, int days, string? code)
    {
        var room = Talk().Room;
        var limits = RoomModel.Limits with { Retention = new RetentionOptions { RoomsMayChange = mayChange, RoomsLeast = Bounds.RoomsLeast, RoomsMost = Bounds.RoomsMost } };

        var decision = room.Decide(ChangeTo(days), Now, limits);

        Assert.Equal(code, decision.Refusal?.Code);
        if (code is null && days != RetentionRule.Server)
        {
            Assert.Equal(days, Assert.IsType<SettingsChanged>(Assert.Single(decision.Events)).Retention);
        }
    }

    [Fact]
    public void Administrators_choose_whatever_they_like_and_a_rule_is_taken_back()
    {
        var model = Talk();

        model.Do(new ChangeSettings { Sender = "boss", SenderRole = ServerRole.Admin, ByOperator = true, Retention = 1 }, Now);
        Assert.Equal(1, model.Room.Retention);
        Assert.Equal(1, model.Replayed().Retention);
        Assert.Equal(1, RoomSnapshot.Of(model.Room, "e").Restore("r").Retention);
        model.Do(ChangeTo(RetentionRule.Server) with { SenderRole = ServerRole.Admin }, Now);
        Assert.Null(model.Replayed().Retention);
        Assert.Equal(ErrorCatalog.RoomNotFound, Conversation().Decide(new ChangeSettings { Sender = "boss", ByOperator = true, Retention = 1 }, Now, RoomModel.Limits).Refusal?.Code);
    }

    private static ChangeSettings ChangeTo(int days) => new() { Sender = "ann", Retention = days };

    private static ExpireMessages Expire(RoomModel model, TimeSpan server, DateTimeOffset now, bool keepPinned) => new()
    {
        Sender = "", Targets = [.. Enumerable.Range(0, model.Log.Count + 2).Select(seq => (long)seq)], Now = now, Server = server, KeepPinned = keepPinned,
    };

    private static RoomModel Talk(params RoomCommand[] more)
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }, Now);
        model.Do(new SendMessage { Sender = "ann", ClientId = "c", Text = "hello" }, Now);
        foreach (var command in more)
        {
            model.Do(command, Now);
        }

        return model;
    }

    private static Room Conversation()
    {
        var model = new RoomModel("d");
        model.Do(new CreateRoom { Sender = "ann", Name = "direct:ann:bob", Title = "", Visibility = RoomVisibility.Direct, Other = "bob" }, Now);
        return model.Room;
    }

    private static IEnumerable<MessagePosted> Left(RoomModel model) => model.Log.OfType<MessagePosted>().Where(posted => model.Log.LastOrDefault(e =>
        (e is MessageDeleted deleted && deleted.Target == posted.Seq) || (e is MessageRestored restored && restored.Target == posted.Seq)) is not MessageDeleted);

    private static ImmutableHashSet<long> Pinned(RoomModel model) => model.Loaded(model.Log.Count, RoomNeeds.None with { Pins = true }).Pins!;
}
