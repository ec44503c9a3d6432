using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Files;
using Parley.Grains.Backup;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Previews;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Rooms;

/// <summary>What the log promises, whatever the engine.</summary>
public abstract class RoomLogSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private TestLog _test = null!;

    private protected Databases Databases => _test.Databases;

    private IRoomLog Log => _test.Log;

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public async Task An_append_at_another_number_than_the_head_writes_nothing(long believed)
    {
        await Append("a", 0, Created("a"), Joined(2));

        var result = await Append("a", believed, Posted(believed + 1, "c1"));

        Assert.Equal(2, Assert.IsType<AppendResult.HeadMoved>(result).Head!.LastSeq);
        Assert.Equal(2, (await Log.ReadAfterAsync("a", 0, 10)).Length);
    }

    [Fact]
    public async Task An_append_of_another_epoch_writes_nothing()
    {
        await Append("a", 0, Created("a"), Joined(2));

        var result = await Log.AppendAsync(new RoomAppend("a", 2, "other", [Posted(3, "c1")], []));

        Assert.IsType<AppendResult.HeadMoved>(result);
    }

    [Fact]
    [Trait("Scope", "F26")]
    public async Task A_new_epoch_fences_off_who_has_the_old_one_and_is_that_of_new_rooms()
    {
        await Append("a", 0, Created("a"), Joined(2));
        var old = await Epoch("a");

        var raised = await LogEpoch.RaiseAsync(Databases.Messages);
        var result = await Log.AppendAsync(new RoomAppend("a", 2, old, [Posted(3, "c1")], []));
        await Append("b", 0, Created("b"), Joined(2));

        Assert.Equal(new LogHead(2, 0, raised), Assert.IsType<AppendResult.HeadMoved>(result).Head);
        Assert.Equal((raised, raised), (await LogEpoch.ReadAsync(Databases.Messages), await Epoch("b")));
        Assert.NotEqual(old, raised);
    }

    [Fact]
    public async Task One_rooms_failure_does_not_fail_the_others_of_its_transaction()
    {
        await Append("bad", 0, Created("bad"), Joined(2));
        await Append("good", 0, Created("good"), Joined(2));

        // An event whose number is taken although the head says otherwise: the primary key is the backstop.
        Sql("INSERT INTO room_events (room_id, seq, kind, version, sender_id, at_ms, n) VALUES ('bad', 3, 'messagePosted', 1, 'x', 0, 0)");
        var results = await Task.WhenAll(Append("bad", 2, Posted(3, "c1")), Append("good", 2, Posted(3, "c1")), Append("moved", 7, Posted(8, "c1")));

        Assert.IsType<AppendResult.Failed>(results[0]);
        Assert.IsType<AppendResult.Committed>(results[1]);
        Assert.IsType<AppendResult.HeadMoved>(results[2]);
        Assert.Equal(2, (await Log.HeadAsync("bad"))!.LastSeq);
        Assert.Equal(3, (await Log.HeadAsync("good"))!.LastSeq);
    }

    [Fact]
    public async Task A_client_id_used_before_is_found_before_anything_is_written()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2, Posted(3, "c1"));

        var result = await Log.AppendAsync(new RoomAppend("a", 3, await Epoch("a"), [Posted(4, "c2"), Posted(5, "c1")], [new("ann", "c2"), new("ann", "c1")]));

        Assert.Equal(3, Assert.Single(Assert.IsType<AppendResult.Repeats>(result).Events).Seq);
        Assert.Equal(3, (await Log.HeadAsync("a"))!.LastSeq);
    }

    [Fact]
    public async Task A_client_id_used_before_holds_up_no_other_room_of_its_transaction()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("b", 0, Created("b"), Joined(2));
        await Append("a", 2, Posted(3, "c1"));

        var epoch = await Epoch("a");
        var results = await Task.WhenAll(
            Log.AppendAsync(new RoomAppend("b", 2, epoch, [Posted(3, "c1")], [new("ann", "c1")])),
            Log.AppendAsync(new RoomAppend("a", 3, epoch, [Posted(4, "c1")], [new("ann", "c1")])));

        Assert.IsType<AppendResult.Committed>(results[0]);
        Assert.Equal(3, Assert.Single(Assert.IsType<AppendResult.Repeats>(results[1]).Events).Seq);
        Assert.Equal(3, (await Log.HeadAsync("b"))!.LastSeq);
        Assert.Equal(3, (await Log.HeadAsync("a"))!.LastSeq);
    }

    [Fact]
    public async Task A_client_id_that_comes_without_an_event_is_found_as_well()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2, Posted(3, "c1"));

        // Whoever may not send any more still gets the answer to what was sent before.
        var result = await Log.AppendAsync(new RoomAppend("a", 3, await Epoch("a"), [Posted(4, "c3")], [new("ann", "c1"), new("ann", "c3")]));

        Assert.Equal(3, Assert.Single(Assert.IsType<AppendResult.Repeats>(result).Events).Seq);
        Assert.Equal(3, (await Log.HeadAsync("a"))!.LastSeq);
    }

    [Fact]
    public void Client_ids_are_looked_up_unless_an_event_brings_them_along()
    {
        CommandId Id(string client) => new("ann", client);
        var append = new RoomAppend("a", 2, "e", [Posted(3, "c1"), Joined(4), Posted(5, "c4")], [Id("c0"), Id("c1"), Id("c2"), Id("c3"), Id("c4"), new("bob", "c4")]);

        Assert.Equal([Id("c0"), Id("c2"), Id("c3"), new("bob", "c4")], append.Unwritten());
        Assert.Empty((append with { Doubtful = [Id("c1"), Id("c4")] }).Unwritten());
        Assert.Empty((append with { Doubtful = [] }).Unwritten());
    }

    [Fact]
    public async Task A_page_and_the_membership_it_is_served_by_are_of_one_moment()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2, new MemberLeft { Seq = 3, Sender = "ann", At = At, N = 0, User = "ann" });

        var page = await Log.ReadPageAsync("a", new ReadEvents("ann", 10), int.MaxValue);

        Assert.Equal(3, page.Head!.LastSeq);
        Assert.Null(page.Member);
        Assert.Empty(page.Events);
    }

    [Fact]
    public async Task A_page_ends_where_it_would_grow_too_large()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2, [.. Enumerable.Range(3, 10).Select(seq => Posted(seq, $"c{seq}", new string('x', 100)))]);

        Assert.Equal([3, 4], (await Log.ReadPageAsync("a", new ReadEvents("ann", 10) { After = 2 }, 250)).Events.Select(e => e.Seq));
        Assert.Equal([11, 12], (await Log.ReadPageAsync("a", new ReadEvents("ann", 10), 250)).Events.Select(e => e.Seq));
        Assert.Equal([3], (await Log.ReadPageAsync("a", new ReadEvents("ann", 10) { After = 2 }, 1)).Events.Select(e => e.Seq));
    }

    [Fact]
    public async Task Every_kind_comes_back_as_it_was_stored_and_is_stored_as_agreed()
    {
        ImmutableArray<RoomEvent> events =
        [
            Created("a"),
            Joined(2),
            Posted(3, "c1", "你好 \"<&> 👋") with { ReplyTo = null },
            Posted(4, "c2", "re") with { ReplyTo = 3, N = 2 },
            new MessageEdited { Seq = 5, Sender = "ann", ClientId = "c3", At = At, N = 2, Target = 3, Text = "x" },
            new MemberLeft { Seq = 6, Sender = "ann", At = At, N = 2, User = "ann" },
            new MemberBanned { Seq = 7, Sender = "ann", At = At, N = 2, User = "bob" },
            new MemberUnbanned { Seq = 8, Sender = "ann", At = At, N = 2, User = "bob" },
            new InviteCreated { Seq = 9, Sender = "ann", At = At, N = 2, Invite = "i1", SecretHash = "AB", Role = RoomRole.Moderator, MaxUses = 2, ExpiresAt = At },
            new MemberJoined { Seq = 10, Sender = "bob", At = At, N = 2, User = "bob", Role = RoomRole.Member, Invite = "i1" },
            new InviteRevoked { Seq = 11, Sender = "ann", At = At, N = 2, Invite = "i1" },
            new RoleChanged { Seq = 12, Sender = "ann", At = At, N = 2, User = "bob", Role = RoomRole.Muted },
            new MemberKicked { Seq = 13, Sender = "ann", At = At, N = 2, User = "bob" },
            new SettingsChanged { Seq = 14, Sender = "ann", At = At, N = 2, Title = "B", Topic = "t", Visibility = RoomVisibility.Private, SlowMode = 5 },
            new SettingsChanged { Seq = 15, Sender = "ann", At = At, N = 2, Topic = "" },
            new RoomArchived { Seq = 16, Sender = "ann", At = At, N = 2 },
            new RoomUnarchived { Seq = 17, Sender = "ann", At = At, N = 2 },
            new ReactionAdded { Seq = 18, Sender = "ann", At = At, N = 2, Target = 3, Emoji = "❤️" },
            new ReactionRemoved { Seq = 19, Sender = "ann", At = At, N = 2, Target = 3, Emoji = "❤️" },
            Posted(20, "c4", "in") with { Thread = 3, Mentions = new Mentions(["bob", "cat"], MentionScope.Room), N = 3 },
            new MessageEdited { Seq = 21, Sender = "ann", At = At, N = 3, Target = 20, Text = "x", Mentions = new Mentions([], MentionScope.Here) },
            new MessagePinned { Seq = 22, Sender = "ann", At = At, N = 3, Target = 3 },
            new MessageUnpinned { Seq = 23, Sender = "ann", At = At, N = 3, Target = 3 },
            new SettingsChanged { Seq = 24, Sender = "ann", At = At, N = 3, Name = "b" },
            Posted(25, "c5", "which?") with { Poll = new Poll(["tea", "茶"], IsMultiple: true, IsAnonymous: true), Forward = new ForwardedFrom("r2", 9, "cat", At), N = 4 },
            new PollVoted { Seq = 26, Sender = "bob", At = At, N = 4, Target = 25, Choices = [0, 1], Was = [], IsAnonymous = true },
            new PollVoted { Seq = 27, Sender = "bob", At = At, N = 4, Target = 25, Choices = [], Was = [0, 1], IsAnonymous = false },
            new PollClosed { Seq = 28, Sender = "ann", At = At, N = 4, Target = 25 },
            new SettingsChanged { Seq = 29, Sender = "ann", At = At, N = 4, History = RoomHistory.Protected },
            new MessageRestored
            {
                Seq = 30, Sender = "ann", At = At, N = 4, Target = 4, Batch = 9, Edits = 1, EditedAt = At,
                Message = new MessagePosted { Seq = 4, Sender = "", At = DateTimeOffset.UnixEpoch, N = 0, Text = "re", ReplyTo = 3, Mentions = new Mentions(["bob"], MentionScope.None) },
            },
            new SettingsChanged { Seq = 31, Sender = "ann", At = At, N = 4, Leavers = RoomLeavers.Read },
            new SettingsChanged { Seq = 32, Sender = "ann", At = At, N = 4, Retention = 30 },
            new MessageDeleted { Seq = 33, Sender = "ann", At = At, N = 4, Target = 99, IsExpired = true },
            new RoomArchived { Seq = 34, Sender = "ann", At = At, N = 4, IsDeleted = true },
        ];
        await Append("a", 0, [.. events]);

        Assert.Equal(events, await Log.ReadAfterAsync("a", 0, 100));

        // What is in databases for ever: changing one of these lines needs a new version and a reader of both.
        string[] stored =
        [
            """roomCreated|1|ann||1767323045678|0||{"name":"a","title":"A","visibility":"Public"}""",
            """memberJoined|1|ann||1767323045678|0||{"user":"ann","role":"Owner"}""",
            """messagePosted|1|ann|c1|1767323045678|1||{"text":"你好 \"<&> \uD83D\uDC4B"}""",
            """messagePosted|1|ann|c2|1767323045678|2||{"text":"re","replyTo":3}""",
            """messageEdited|1|ann|c3|1767323045678|2|3|{"text":"x"}""",
            """memberLeft|1|ann||1767323045678|2||{"user":"ann"}""",
            """memberBanned|1|ann||1767323045678|2||{"user":"bob"}""",
            """memberUnbanned|1|ann||1767323045678|2||{"user":"bob"}""",
            """inviteCreated|1|ann||1767323045678|2||{"invite":"i1","secretHash":"AB","role":"Moderator","maxUses":2,"expiresAtMs":1767323045678}""",
            """memberJoined|1|bob||1767323045678|2||{"user":"bob","role":"Member","invite":"i1"}""",
            """inviteRevoked|1|ann||1767323045678|2||{"invite":"i1"}""",
            """roleChanged|1|ann||1767323045678|2||{"user":"bob","role":"Muted"}""",
            """memberKicked|1|ann||1767323045678|2||{"user":"bob"}""",
            """settingsChanged|1|ann||1767323045678|2||{"title":"B","topic":"t","visibility":"Private","slowMode":5}""",
            """settingsChanged|1|ann||1767323045678|2||{"topic":""}""",
            """roomArchived|1|ann||1767323045678|2||{}""",
            """roomUnarchived|1|ann||1767323045678|2||{}""",
            """reactionAdded|1|ann||1767323045678|2|3|{"emoji":"❤️"}""",
            """reactionRemoved|1|ann||1767323045678|2|3|{"emoji":"❤️"}""",
            """messagePosted|1|ann|c4|1767323045678|3|3|{"text":"in","mentions":["bob","cat"],"everybody":"Room"}""",
            """messageEdited|1|ann||1767323045678|3|20|{"text":"x","everybody":"Here"}""",
            """messagePinned|1|ann||1767323045678|3|3|{}""",
            """messageUnpinned|1|ann||1767323045678|3|3|{}""",
            """settingsChanged|1|ann||1767323045678|3||{"name":"b"}""",
            """messagePosted|1|ann|c5|1767323045678|4||{"text":"which?","poll":{"options":["tea","茶"],"multiple":true,"anonymous":true},"forward":{"room":"r2","seq":9,"sender":"cat","atMs":1767323045678}}""",
            """pollVoted|1|bob||1767323045678|4|25|{"choices":[0,1],"anonymous":true}""",
            """pollVoted|1|bob||1767323045678|4|25|{"choices":[],"was":[0,1]}""",
            """pollClosed|1|ann||1767323045678|4|25|{}""",
            """settingsChanged|1|ann||1767323045678|4||{"history":"Protected"}""",
            """messageRestored|1|ann||1767323045678|4|4|{"batch":9,"message":{"text":"re","replyTo":3,"mentions":["bob"]},"edits":1,"editedAtMs":1767323045678}""",
            """settingsChanged|1|ann||1767323045678|4||{"leavers":"Read"}""",
            """settingsChanged|1|ann||1767323045678|4||{"retention":30}""",
            """messageDeleted|1|ann||1767323045678|4|99|{"expired":true}""",
            """roomArchived|1|ann||1767323045678|4||{"deleted":true}""",
        ];
        Assert.Equal(stored, Rows(Databases.Messages.Engine == SqlEngine.Sqlite
            ? "SELECT kind || '|' || version || '|' || sender_id || '|' || ifnull(client_id, '') || '|' || at_ms || '|' || n || '|' || ifnull(target_seq, '') || '|' || payload FROM room_events ORDER BY seq"
            : "SELECT CONCAT_WS('|', kind, version, sender_id, IFNULL(client_id, ''), at_ms, n, IFNULL(target_seq, ''), payload) FROM room_events ORDER BY seq"));
    }

    [Fact]
    public async Task Previews_are_stored_as_agreed_and_only_the_newest_of_a_message_say_anything()
    {
        var (image, other) = (new MessageFile("f1", "preview.png", "image/png", 9) { Width = 3, Height = 2 }, new MessageFile("f2", "preview.png", "image/png", 9));
        ImmutableArray<LinkPreview> both = [new("https://a.example/") { Title = "A", Description = "d", Site = "s", Image = image }, new("https://b.example/") { Title = "B", Image = other }];
        await Append("a", 0, Created("a"), Joined(2), Posted(3, "c1", "x"), new PreviewsChanged { Seq = 4, Sender = "ann", At = At, N = 1, Target = 3, Previews = both });

        const string Payloads = "SELECT payload FROM room_events WHERE kind = 'previewsChanged' AND payload IS NOT NULL ORDER BY seq";
        Assert.Equal(
            """{"previews":[{"url":"https://a.example/","title":"A","description":"d","site":"s","image":{"id":"f1","name":"preview.png","type":"image/png","size":9,"width":3,"height":2,"hasThumbnail":false}},{"url":"https://b.example/","title":"B","image":{"id":"f2","name":"preview.png","type":"image/png","size":9,"hasThumbnail":false}}]}""",
            Assert.Single(Rows(Payloads)));
        Assert.Equal(both, ((PreviewsChanged)(await Log.ReadAfterAsync("a", 3, 1))[0]).Previews);

        await Append("a", 4, new PreviewsChanged { Seq = 5, Sender = "ann", At = At, N = 1, Target = 3, Previews = [both[0]], Unwanted = ["https://b.example/"] });
        Assert.Contains("\"unwanted\":[\"https://b.example/\"]", Assert.Single(Rows(Payloads)), StringComparison.Ordinal);
        Assert.Equal(["f1 5 0", "f2 4 1"], Rows(FilesOf(Databases.Messages.Engine)));
        Assert.Empty(((PreviewsChanged)(await Log.ReadAfterAsync("a", 3, 1))[0]).Previews);

        await Append("a", 5, new MessageEdited { Seq = 6, Sender = "ann", At = At, N = 1, Target = 3, Text = "y" });
        Assert.Equal(["f1 5 1", "f2 4 1"], Rows(FilesOf(Databases.Messages.Engine)));

        var needs = RoomNeeds.None with { Previews = [3] };
        var fact = (await Log.FactsAsync("a", needs)).Facts.Previews[3];
        Assert.Equal((6, false, "https://b.example/"), (fact.Text, fact.IsOfText, fact.Unwanted.Single()));

        await Append("a", 6, new PreviewsChanged { Seq = 7, Sender = "ann", At = At, N = 1, Target = 3, Previews = [both[0]], Unwanted = fact.Unwanted }, new MessageDeleted { Seq = 8, Sender = "ann", At = At, N = 1, Target = 3 });
        Assert.Empty(Rows(Payloads));

        static string FilesOf(SqlEngine engine) => engine == SqlEngine.Sqlite
            ? "SELECT file_id || ' ' || seq || ' ' || erased FROM room_files ORDER BY file_id"
            : "SELECT CONCAT_WS(' ', file_id, seq, erased) FROM room_files ORDER BY file_id";
    }

    [Fact]
    public async Task Roles_bans_invites_and_settings_stand_in_their_tables_with_the_event_that_changed_them()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2,
            new MemberJoined { Seq = 3, Sender = "bob", At = At, N = 0, User = "bob", Role = RoomRole.Member },
            new RoleChanged { Seq = 4, Sender = "ann", At = At, N = 0, User = "bob", Role = RoomRole.Moderator },
            new InviteCreated { Seq = 5, Sender = "bob", At = At, N = 0, Invite = "i1", SecretHash = "AB", Role = RoomRole.Muted, MaxUses = 2, ExpiresAt = At },
            new MemberJoined { Seq = 6, Sender = "cat", At = At, N = 0, User = "cat", Role = RoomRole.Muted, Invite = "i1" },
            new MemberBanned { Seq = 7, Sender = "ann", At = At, N = 0, User = "cat" },
            new MemberKicked { Seq = 8, Sender = "ann", At = At, N = 0, User = "cat" });

        var (head, facts) = await Log.FactsAsync("a", new RoomNeeds(["ann", "bob", "cat", "dan"], [], ["i1", "i2"], []));
        Assert.Equal(8, head!.LastSeq);
        Assert.Equal((RoomRole.Owner, RoomRole.Moderator), (facts.Members["ann"]!.Role, facts.Members["bob"]!.Role));
        Assert.Null(facts.Members["cat"]);
        Assert.Equal(["cat"], facts.Banned);
        Assert.Equal(new InviteFact("bob", "AB", RoomRole.Muted, 2, 1, At, IsRevoked: false), facts.Invites["i1"]);
        Assert.Null(facts.Invites["i2"]);

        await Append("a", 8,
            new MemberUnbanned { Seq = 9, Sender = "ann", At = At, N = 0, User = "cat" },
            new MemberBanned { Seq = 10, Sender = "ann", At = At, N = 0, User = "cat" },
            new MemberUnbanned { Seq = 11, Sender = "ann", At = At, N = 0, User = "cat" },
            new InviteRevoked { Seq = 12, Sender = "ann", At = At, N = 0, Invite = "i1" },
            new SettingsChanged { Seq = 13, Sender = "ann", At = At, N = 0, Title = "New", Topic = "topic", Visibility = RoomVisibility.Private, SlowMode = 7 },
            new SettingsChanged { Seq = 14, Sender = "ann", At = At, N = 0, SlowMode = 8 },
            new RoomArchived { Seq = 15, Sender = "ann", At = At, N = 0 });

        (_, facts) = await Log.FactsAsync("a", new RoomNeeds(["cat"], [], ["i1"], []));
        Assert.Empty(facts.Banned);
        Assert.True(facts.Invites["i1"]!.IsRevoked);
        var view = Assert.Single(await new SqlRoomDirectory(Databases, Options.Create(new RoomOptions())).ListAsync(new Actor("ann", ServerRole.Member), mineOnly: false, 10));
        Assert.Equal(("New", "topic", RoomVisibility.Private, 8, true), (view.Title, view.Topic, view.Visibility, view.SlowMode, view.IsArchived));
    }

    [Fact]
    public async Task A_name_that_a_room_has_or_has_had_is_given_to_no_other_and_leads_to_it()
    {
        await Append("a", 0, Created("first"), Joined(2));
        await Append("b", 0, Created("second"), Joined(2));
        Assert.IsType<AppendResult.NameTaken>(await Append("b", 2, Renamed(3, "FIRST")));
        Assert.IsType<AppendResult.Committed>(await Append("a", 2, Renamed(3, "third")));
        Assert.IsType<AppendResult.NameTaken>(await Append("b", 2, Renamed(3, "first")));
        Assert.IsType<AppendResult.NameTaken>(await Append("c", 0, Created("first"), Joined(2)));
        Assert.IsType<AppendResult.NameTaken>(await Append("c", 0, Created("third"), Joined(2)));

        // Back to a name of one's own, and another spelling of it.
        Assert.IsType<AppendResult.Committed>(await Append("a", 3, Renamed(4, "First")));
        Assert.IsType<AppendResult.Committed>(await Append("a", 4, Renamed(5, "first"), Renamed(6, "fourth")));

        var directory = new SqlRoomDirectory(Databases, Options.Create(new RoomOptions()));
        foreach (var name in new[] { "first", "third", "fourth" })
        {
            Assert.Equal("a", await directory.FindAsync(name));
        }

        Assert.Equal("b", await directory.FindAsync("second"));
        Assert.Equal(["fourth", "second"], (await directory.ListAsync(new Actor("ann", ServerRole.Member), mineOnly: true, 10)).Select(room => room.Name));

        static SettingsChanged Renamed(long seq, string name) => new() { Seq = seq, Sender = "ann", At = At, N = 0, Name = name };
    }

    [Fact]
    public async Task All_rooms_but_conversations_are_found_by_a_part_of_name_or_title_with_their_owners()
    {
        await Append("ra", 0, Created("Ärger_1"), Joined(2));
        await Append("rb", 0, Created("anger") with { Visibility = RoomVisibility.Private }, Joined(2) with { Role = RoomRole.Owner }, Posted(3, "c1"));
        await Append("rc", 0, Created("direct:ann:bob") with { Visibility = RoomVisibility.Direct }, Joined(2));
        var rooms = new RoomTable(Databases);

        Assert.Equal(["ra", "rb"], (await rooms.FindAsync("", "", 10)).Select(room => room.Id));
        Assert.Equal(["rb"], (await rooms.FindAsync("", "ra", 10)).Select(room => room.Id));
        Assert.Equal(["ra"], (await rooms.FindAsync("R_1", "", 10)).Select(room => room.Id));
        var room = Assert.Single(await rooms.FindAsync("ANG", "", 10));
        Assert.Equal((RoomVisibility.Private, 1, 1L, false), (room.Visibility, room.Members, room.Messages, room.IsArchived));
        Assert.Equal(["ann"], room.Owners);
        Assert.Null(await rooms.FindAsync("rc"));
    }

    [Fact]
    public async Task Of_many_rooms_that_take_one_name_at_once_one_gets_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Append($"n{i}", 0, Created($"n{i}"), Joined(2))));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await Log.AppendAsync(
            new RoomAppend($"n{i}", 2, await Epoch($"n{i}"), [new SettingsChanged { Seq = 3, Sender = "ann", At = At, N = 0, Name = "one" }], []))));

        Assert.Single(results.OfType<AppendResult.Committed>());
        Assert.All(results.Where(result => result is not AppendResult.Committed), result => Assert.True(result is AppendResult.NameTaken or AppendResult.Failed { OutcomeUnknown: false }));
    }

    [Fact]
    public async Task Who_leaves_and_comes_back_in_one_append_is_a_member()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2,
            new MemberLeft { Seq = 3, Sender = "ann", At = At, N = 0, User = "ann" },
            Joined(4),
            new MemberKicked { Seq = 5, Sender = "bob", At = At, N = 0, User = "ann" },
            Joined(6) with { Role = RoomRole.Member });

        var (_, facts) = await Log.FactsAsync("a", RoomNeeds.None with { Users = ["ann"] });
        Assert.Equal(new RoomMember("ann", RoomRole.Member, 6), facts.Members["ann"]);
    }

    [Fact]
    public async Task The_last_message_of_a_sender_is_found()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await Append("a", 2, Posted(3, "c1"), Posted(4, "c2") with { At = At + TimeSpan.FromSeconds(3) });

        var (_, facts) = await Log.FactsAsync("a", RoomNeeds.None with { Senders = ["ann", "bob"] });
        Assert.Equal(At + TimeSpan.FromSeconds(3), facts.LastSent["ann"]);
        Assert.Null(facts.LastSent["bob"]);
    }

    [Fact]
    public async Task The_directory_shows_each_reader_what_they_may_know_of()
    {
        await Append("open", 0, Created("open"), Joined(2));
        await Append("shut", 0, Created("shut") with { Visibility = RoomVisibility.Private }, Joined(2));
        await Append("old", 0, Created("old"), Joined(2), new RoomArchived { Seq = 3, Sender = "ann", At = At, N = 0 });
        var directory = new SqlRoomDirectory(Databases, Options.Create(new RoomOptions()));

        Assert.Equal(["old", "open", "shut"], await List("ann", ServerRole.Member));
        Assert.Equal(["open"], await List("bob", ServerRole.Member));
        Assert.Equal(["old", "open"], await List("bob", ServerRole.Admin));
        Assert.Empty(await List("bob", ServerRole.Guest));
        Assert.Equal("room-not-found", (await directory.MembersAsync("shut", new Actor("bob", ServerRole.Owner), null, 10)).Error?.Code);
        Assert.Equal("not-a-member", (await directory.BansAsync("open", new Actor("bob", ServerRole.Member), 10)).Error?.Code);
        Assert.Equal(["ann"], await directory.SharedWithAsync("ann", ["ann", "bob"]));

        async Task<IEnumerable<string>> List(string user, ServerRole role) =>
            (await directory.ListAsync(new Actor(user, role), mineOnly: false, 10)).Select(room => room.Name);
    }

    [Fact]
    public async Task Many_rooms_at_once_are_each_one_line()
    {
        var rooms = Enumerable.Range(0, 100).Select(i => $"r{i}").ToList();
        await Task.WhenAll(rooms.Select(room => Append(room, 0, Created(room), Joined(2))));
        await Task.WhenAll(rooms.Select(async room =>
        {
            var epoch = await Epoch(room);
            for (var seq = 3; seq < 23; seq++)
            {
                Assert.IsType<AppendResult.Committed>(await Log.AppendAsync(new RoomAppend(room, seq - 1, epoch, [Posted(seq, $"c{seq}")], [])));
            }
        }));

        var heads = await Log.HeadsAsync(rooms);
        Assert.Equal(100, heads.Count);
        Assert.All(heads.Values, head => Assert.Equal(22, head.LastSeq));
        Assert.Equal(2200L, Convert.ToInt64(Scalar("SELECT count(*) FROM room_events"), CultureInfo.InvariantCulture));
    }

    /// <summary>What makes a room.</summary>
    private protected static RoomAppend First(string room) => new(room, 0, null, [Created(room), Joined(2)], []);

    private protected static RoomCreated Created(string name) =>
        new() { Seq = 1, Sender = "ann", At = At, N = 0, Name = name, Title = "A", Visibility = RoomVisibility.Public };

    private protected static MemberJoined Joined(long seq) => new() { Seq = seq, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner };

    private protected static MessagePosted Posted(long seq, string clientId, string text = "hi") =>
        new() { Seq = seq, Sender = "ann", ClientId = clientId, At = At, N = 1, Text = text };

    private async Task<string?> Epoch(string room) => (await Log.HeadAsync(room))?.Epoch;

    private protected async Task<AppendResult> Append(string room, long expected, params RoomEvent[] events) =>
        await Log.AppendAsync(new RoomAppend(room, expected, await Epoch(room), [.. events], []));

    private protected object? Scalar(string sql)
    {
        using var connection = Databases.Messages.Source.OpenConnection();
        return connection.ExecuteScalar(sql);
    }

    private List<string> Rows(string sql)
    {
        using var connection = Databases.Messages.Source.OpenConnection();
        return [.. connection.Query<string>(sql)];
    }

    private void Sql(string sql) => Scalar(sql);
}
