using CsCheck;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Previews;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

public class RoomDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Any_commands_leave_numbers_without_holes() => RoomGen.Commands.Sample(commands =>
        Run(commands).Log.Select(e => e.Seq).SequenceEqual(Enumerable.Range(1, Run(commands).Log.Count).Select(i => (long)i)));

    [Fact]
    public void Any_commands_leave_no_client_id_twice() => RoomGen.Commands.Sample(commands =>
    {
        var ids = Run(commands).Log.Where(e => e.ClientId is not null).Select(e => (e.Sender, e.ClientId)).ToList();
        return ids.Distinct().Count() == ids.Count;
    });

    [Fact]
    public void Replaying_the_log_gives_the_same_room() => RoomGen.Commands.Sample(commands =>
    {
        var model = Run(commands);
        var (room, replayed) = (model.Room, model.Replayed());
        return room.LastSeq == replayed.LastSeq && room.N == replayed.N && room.Name == replayed.Name && room.Title == replayed.Title
            && room.CreatedBy == replayed.CreatedBy && room.Topic == replayed.Topic && room.Visibility == replayed.Visibility
            && room.SlowMode == replayed.SlowMode && room.IsArchived == replayed.IsArchived && room.MemberCount == replayed.MemberCount
            && room.Owners.SetEquals(replayed.Owners) && room.Banned.SetEquals(replayed.Banned)
            && room.Members.OrderBy(m => m.Key).SequenceEqual(replayed.Members.Where(m => room.Members.ContainsKey(m.Key)).OrderBy(m => m.Key))
            && Same(RoomSnapshot.Of(room, "e"), RoomSnapshot.Of(replayed, "e"));
    });

    [Fact]
    public void Events_applied_to_a_stale_room_give_the_same_as_a_fresh_load() => Gen.Select(RoomGen.Commands, Gen.Int[0, 80]).Sample((commands, cut) =>
    {
        // Stale: loaded somewhere on the way, as from a snapshot, knowing everything that can be known of the room; then one event after the other.
        var model = Run(commands);
        var everything = new RoomNeeds(
            [.. RoomGen.Users], [.. Enumerable.Range(1, 20).Select(seq => (long)seq)], ["i1", "i2", "i3"], [])
        {
            Reactions = [.. Enumerable.Range(1, 20).SelectMany(seq => RoomGen.Users.Select(user => ((long)seq, user)))],
            Polls = [.. Enumerable.Range(1, 20).SelectMany(seq => RoomGen.Users.Select(user => ((long)seq, user)))],
            Pins = true,
            Deletions = [.. Enumerable.Range(1, 40).Select(seq => (long)seq)],
        };
        cut = Math.Min(cut, model.Log.Count);
        var stale = RoomSnapshot.Of(model.Loaded(cut, RoomNeeds.None), "e").Restore("r").With(Known(model.Loaded(cut, everything)));
        foreach (var e in model.Log.Skip(cut))
        {
            stale = stale.Apply(e);
        }

        var fresh = model.Loaded(model.Log.Count, everything);
        return Same(RoomSnapshot.Of(stale, "e"), RoomSnapshot.Of(fresh, "e"))
            && stale.Banned.SetEquals(fresh.Banned)
            && Pairs(stale.Members).SequenceEqual(Pairs(fresh.Members))
            && Pairs(stale.Messages).Where(m => m.Key <= model.Loaded(cut, RoomNeeds.None).LastSeq).All(m => fresh.Messages[m.Key] == m.Value)
            && Pairs(stale.Invites).Where(i => i.Value is not null).SequenceEqual(Pairs(fresh.Invites).Where(i => stale.Invites[i.Key] is not null))
            && stale.Pins!.SetEquals(fresh.Pins!)
            && stale.Deletions.Where(d => d.Value is not null).All(d => Kept(d.Value!).SequenceEqual(fresh.Deletions[d.Key] is { } left ? Kept(left) : []))
            && stale.Reactions.All(r => Text(r.Value) == Text(fresh.Reactions[r.Key]))
            && stale.Polls.Where(p => p.Key <= model.Loaded(cut, RoomNeeds.None).LastSeq).All(p => Choices(p.Value) == Choices(fresh.Polls[p.Key]));

        static RoomFacts Known(Room room) => new()
        {
            Members = room.Members, Banned = room.Banned, Messages = room.Messages, Invites = room.Invites, Reactions = room.Reactions, Polls = room.Polls, Pins = room.Pins, Deletions = room.Deletions,
        };

        static IEnumerable<KeyValuePair<TKey, TValue>> Pairs<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> known) => known.OrderBy(pair => pair.Key);

        static IEnumerable<string> Kept(DeletionFact fact) => fact.Messages.Select(message => $"{message.Message.Seq} {message.Message.Text} {message.Edits} {message.EditedAt:O}");

        static string Choices(PollFact? fact) => fact is null ? "none"
            : $"{fact.Options} {fact.IsMultiple} {fact.IsAnonymous} {fact.IsClosed} " + string.Join(' ', fact.Of.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key + string.Concat(one.Value)));

        static string Text(ReactionFact fact) =>
            string.Join(' ', fact.Counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}{one.Value}")) + "|"
            + string.Join(' ', fact.Of.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key + string.Concat(one.Value.Order(StringComparer.Ordinal))));
    });

    [Fact]
    public void Nobody_reacts_twice_with_one_emoji_nor_with_more_than_there_may_be() => RoomGen.Commands.Sample(commands =>
    {
        var now = new HashSet<(long, string, string)>();
        return Run(commands).Log.All(e => e switch
        {
            ReactionAdded added => now.Add((added.Target, added.Emoji, e.Sender))
                && now.Where(one => one.Item1 == added.Target).Select(one => one.Item2).Distinct().Count() <= RoomModel.Limits.Reactions,
            ReactionRemoved removed => now.Remove((removed.Target, removed.Emoji, e.Sender)),
            MessageDeleted deleted => now.RemoveWhere(one => one.Item1 == deleted.Target) >= 0,
            _ => true,
        });
    });

    [Fact]
    public void Nobody_votes_in_a_closed_poll_but_to_be_erased_nor_for_more_than_one_may_and_each_vote_says_what_it_replaces() => RoomGen.Commands.Sample(commands =>
    {
        var log = Run(commands).Log;
        var (closed, chosen) = (new HashSet<long>(), new Dictionary<(long, string), string>());
        return log.All(e =>
        {
            switch (e)
            {
                case PollClosed end:
                    return closed.Add(end.Target);
                case PollVoted voted:
                    var poll = ((MessagePosted)log[(int)voted.Target - 1]).Poll!;
                    var was = chosen.GetValueOrDefault((voted.Target, e.Sender), "");
                    chosen[(voted.Target, e.Sender)] = string.Join(',', voted.Choices);
                    return (!closed.Contains(voted.Target) || voted.Choices.IsEmpty) && was == string.Join(',', voted.Was) && was != string.Join(',', voted.Choices) && voted.IsAnonymous == poll.IsAnonymous
                        && voted.Choices.All(choice => choice >= 0 && choice < poll.Options.Length) && (poll.IsMultiple || voted.Choices.Length <= 1);
                default:
                    return true;
            }
        });
    });

    [Fact]
    public void A_room_with_protected_history_says_no_floor_for_whom_it_does_not_know()
    {
        var room = Run([new JoinRoom { Sender = "bob" }, new ChangeSettings { Sender = "ann", History = RoomHistory.Protected }]).Room;

        Assert.Equal(new long?[] { 2, 3, null }, new[] { room.FloorOf("ann"), room.FloorOf("bob"), room.FloorOf("cat") });
        Assert.Equal(1, room.With(RoomFacts.None with { Members = room.Members.Add("cat", null) }).FloorOf("cat")); // no member: nothing of it is read, what may be done is asked of rights
    }

    [Fact]
    public void Members_alone_are_mentioned_and_everybody_only_by_who_may() => RoomGen.Commands.Sample(commands =>
    {
        var (members, roles) = (new HashSet<string>(), new Dictionary<string, RoomRole>());
        foreach (var e in Run(commands).Log)
        {
            switch (e)
            {
                case MemberJoined joined:
                    (_, roles[joined.User]) = (members.Add(joined.User), joined.Role);
                    break;
                case RoleChanged changed:
                    roles[changed.User] = changed.Role;
                    break;
                case { Removes: { } user }:
                    members.Remove(user);
                    break;
            }

            if ((e as MessagePosted)?.Mentions is { } mentions
                && (!mentions.Users.All(members.Contains) || mentions.Users.Contains(e.Sender)
                    || (mentions.Everybody != MentionScope.None && roles[e.Sender] is not (RoomRole.Owner or RoomRole.Moderator))))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void A_thread_begins_with_a_message_that_is_in_none_and_no_more_is_pinned_than_may_be() => RoomGen.Commands.Sample(commands =>
    {
        var log = Run(commands).Log;
        var pins = new HashSet<long>();
        return log.All(e => e switch
        {
            MessagePosted { Thread: { } root } => root < e.Seq && log[(int)root - 1] is MessagePosted { Thread: null },
            MessagePinned pinned => pins.Add(pinned.Target) && pins.Count <= RoomModel.Limits.Pins,
            MessageUnpinned unpinned => pins.Remove(unpinned.Target),
            MessageDeleted deleted => pins.Remove(deleted.Target) || true,
            _ => true,
        });
    });

    [Fact]
    public void The_message_count_counts_posted_messages_only_and_never_falls() => RoomGen.Commands.Sample(commands =>
    {
        long n = 0;
        return Run(commands).Log.All(e => e.N == (e is MessagePosted ? ++n : n));
    });

    [Fact]
    public void Only_members_speak() => RoomGen.Commands.Sample(commands =>
    {
        var members = new HashSet<string>();
        return Run(commands).Log.All(e => e switch
        {
            RoomCreated => true,
            MemberJoined joined => members.Add(joined.User),
            { Removes: { } user } => members.Remove(user),
            MessagePosted or MessageEdited or ReactionAdded or ReactionRemoved => members.Contains(e.Sender),
            _ => true,
        });
    });

    [Fact]
    public void Only_the_sender_edits_and_nothing_deleted_changes_again() => RoomGen.Commands.Sample(commands =>
    {
        var log = Run(commands).Log;
        var deleted = new HashSet<long>();
        return log.All(e => e switch
        {
            MessageEdited edited => log[(int)edited.Target - 1] is MessagePosted p && p.Sender == edited.Sender && !deleted.Contains(edited.Target),
            MessageDeleted gone => log[(int)gone.Target - 1] is MessagePosted && deleted.Add(gone.Target),
            _ => true,
        });
    });

    [Fact]
    public void Previews_come_once_to_the_text_that_had_the_links_and_one_that_was_taken_away_does_not_come_back()
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }, Now);
        model.Do(new JoinRoom { Sender = "bob" }, Now);
        model.Do(new SendMessage { Sender = "bob", ClientId = "c", Text = "https://a.example https://b.example" }, Now); // 4
        model.Do(new EditMessage { Sender = "bob", ClientId = "d", Target = 4, Text = "https://a.example and https://b.example" }, Now); // 5

        Assert.Empty(Attach(text: 4).Events); // what was read for the text before comes too late
        Assert.Equal(("bob", 6, "https://a.example/ https://b.example/"), Only(Attach(text: 5)));
        Assert.Empty(Attach(text: 5).Events);
        model.Do(new JoinRoom { Sender = "cat" }, Now); // 7
        Assert.Equal(ErrorCatalog.NotYourMessage, model.Do(new RemovePreview { Sender = "cat", Target = 4 }, Now).Refusal?.Code);
        Assert.Equal(("ann", 8, "https://b.example/"), Only(model.Do(new RemovePreview { Sender = "ann", Target = 4, Url = "https://a.example/" }, Now)));
        model.Do(new EditMessage { Sender = "bob", ClientId = "e", Target = 4, Text = "https://a.example or https://b.example" }, Now); // 9
        Assert.Equal(("bob", 10, "https://b.example/"), Only(Attach(text: 9)));
        Assert.Equal(("bob", 11, ""), Only(model.Do(new RemovePreview { Sender = "bob", Target = 4 }, Now)));
        model.Do(new DeleteMessage { Sender = "bob", Target = 4 }, Now);
        Assert.Empty(Attach(text: 9).Events);

        Decision Attach(long text) => model.Do(
            new AttachPreviews { Sender = "whoever", Target = 4, Text = text, Previews = [new LinkPreview("https://a.example/") { Title = "A" }, new LinkPreview("https://b.example/") { Title = "B" }] }, Now);

        static (string, int, string) Only(Decision decision)
        {
            var changed = Assert.IsType<PreviewsChanged>(Assert.Single(decision.Events));
            return (changed.Sender, (int)changed.Seq, string.Join(' ', changed.Previews.Select(preview => preview.Url)));
        }
    }

    [Fact]
    public void A_private_room_does_not_exist_for_outsiders()
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Private }, Now);

        RoomCommand[] tries =
        [
            new JoinRoom { Sender = "bob" }, new LeaveRoom { Sender = "bob" }, new SendMessage { Sender = "bob", Text = "hi" },
            new EditMessage { Sender = "bob", Target = 1, Text = "x" }, new DeleteMessage { Sender = "bob", Target = 1 },
        ];
        Assert.All(tries, command => Assert.Equal(ErrorCatalog.RoomNotFound, model.Do(command, Now).Refusal?.Code));
        Assert.All(tries, command => Assert.Equal(ErrorCatalog.RoomNotFound, new RoomModel("none").Do(command, Now).Refusal?.Code));
    }

    [Fact]
    public void The_owner_may_delete_what_others_wrote_and_members_may_not()
    {
        var model = Run([new JoinRoom { Sender = "bob" }, new SendMessage { Sender = "ann", Text = "a" }, new SendMessage { Sender = "bob", Text = "b" }]);

        Assert.Equal(ErrorCatalog.NotYourMessage, model.Do(new DeleteMessage { Sender = "bob", Target = 4 }, Now).Refusal?.Code);
        Assert.IsType<MessageDeleted>(Assert.Single(model.Do(new DeleteMessage { Sender = "ann", Target = 5 }, Now).Events));
        Assert.Equal(5, model.Do(new DeleteMessage { Sender = "ann", Target = 5 }, Now).Already);
        Assert.Equal(ErrorCatalog.MessageDeleted, model.Do(new EditMessage { Sender = "bob", Target = 5, Text = "x" }, Now).Refusal?.Code);
        Assert.Equal(ErrorCatalog.MessageNotFound, model.Do(new EditMessage { Sender = "bob", Target = 1, Text = "x" }, Now).Refusal?.Code);
    }

    private static bool Same(RoomSnapshot a, RoomSnapshot b) => a with { Owners = [], People = [] } == b with { Owners = [], People = [] } && a.People.SequenceEqual(b.People) && a.Owners.Order().SequenceEqual(b.Owners.Order());

    private static RoomModel Run(RoomCommand[] commands)
    {
        var model = new RoomModel("r");
        model.Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }, Now);
        foreach (var command in commands)
        {
            model.Do(command, Now);
        }

        return model;
    }
}
