using Parley.Access;
using Parley.Moderation;
using Parley.Rooms;
using Parley.Scheduling;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>What grains have answered is there after a restart, whatever the engine: what is a person's own, what is due later, what moderators look at.</summary>
[Trait("Scope", "P6")]
public abstract class KeptStateSpec(TestSilo silo)
{
    [Fact]
    public async Task What_is_a_persons_own_and_what_moderators_look_at_is_there_after_a_restart()
    {
        var (ann, bob) = (await User("ann"), await User("bob"));
        var room = (await silo.Grains.GetGrain<IRoomDirectoryGrain>(0).Create(new CreateRoom
        {
            Sender = ann, ClientId = "c", Name = "kept", Title = "room", Visibility = RoomVisibility.Private,
        })).Value!.Id;
        Assert.NotNull((await silo.Grains.Room(room).Do(new AddMember { Sender = ann, ClientId = "a", User = bob })).Value);
        var (now, later) = (DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).AddDays(1));

        // 1. Everything that can be kept, with letters of many scripts.
        await silo.Grains.User(ann).SetRoomLevel(new RoomLevel(room, NotifyLevel.Mentions, IsMuted: true, later));
        await silo.Grains.User(ann).SetSettings(OwnSettings.Usual with { IsSilent = true, HidesReading = true });
        await silo.Grains.User(ann).SetStatus(new UserStatus("在午餐", "🍜", later));
        await silo.Grains.User(ann).MarkUnread(await silo.Grains.User(ann).MarkRead(new ReadPosition(room, 3, 0)) with { Seq = 2 });
        await silo.Grains.Drafts(ann).Save(new SaveDraft(room, "草稿 🍜", 7));
        await silo.Grains.ScheduledMessages(ann).Schedule(new ScheduleMessage("s1", room, "später", 7, later) { Mentions = new Mentions([bob], MentionScope.Here) });
        await silo.Grains.RoomReports(room).Add(new NewReport(3, bob, ann, "лишнее"));
        Assert.NotNull((await silo.Grains.RoomMutes(room).Mute(new MuteForATime(new Actor(ann, ServerRole.Member), bob, later))).Value);
        await silo.Grains.WordRules(room).Set([new WordRule("плохо*", WordAction.Hold), new WordRule("🍆", WordAction.Mask)]);
        await silo.Grains.ServerWordRules().Set([new WordRule("坏", WordAction.Refuse)]);
        await silo.Grains.HeldMessages(room).Add(new HeldMessage("", bob, "h1", "плохо 🍆", 5, null, null, new Mentions([ann], MentionScope.None), default));
        var before = await All();

        await silo.Restart();

        Assert.Equal(before, await All());
        Assert.Contains("在午餐", before, StringComparison.Ordinal);
        Assert.Equal(8, before.Split('\n').Length);

        async Task<string> All()
        {
            var (own, held) = (await silo.Grains.User(ann).OwnState(), await silo.Grains.HeldMessages(room).List());
            return string.Join('\n',
                $"{string.Join(' ', own.Reads)} {string.Join(' ', own.Levels)} {own.Settings} {own.Status}",
                string.Join(' ', (await silo.Grains.Drafts(ann).List()).Select(draft => $"{draft.Text} {draft.ReplyTo} {draft.Version}")),
                string.Join(' ', (await silo.Grains.ScheduledMessages(ann).List()).Select(message => $"{message.ClientId} {message.Text} {message.ReplyTo} {message.SendAt:O} {message.State}")),
                string.Join(' ', (await silo.Grains.RoomReports(room).List()).Select(report => $"{report.Id} {report.Seq} {report.Reason} {report.State} {report.At:O}")),
                string.Join(' ', await silo.Grains.RoomMutes(room).List()),
                Text(await silo.Grains.WordRules(room).Get()),
                Text(await silo.Grains.ServerWordRules().Get()),
                string.Join(' ', held.Select(message => $"{message.Id} {message.Text} {message.ReplyTo} {message.Mentions!.Users.Single()} {message.At >= now}")));
        }

        static string Text(WordRuleSet set) => $"{set.Version} {string.Join(' ', set.Rules.Select(rule => rule.Text + rule.Action))}";
    }

    private async Task<string> User(string name) => (await silo.Grains.UserName($"kept-{name}").Register(new RegisterUser($"kept-{name}", null, null))).Value!.Id;
}

public sealed class SqliteKeptStateTests(SqliteSilo silo) : KeptStateSpec(silo), IClassFixture<SqliteSilo>;

public sealed class MariaDbKeptStateTests(MariaDbSilo silo) : KeptStateSpec(silo), IClassFixture<MariaDbSilo>;
