using System.Net.Http.Json;
using System.Text;
using Parley.Tests.Support;
using Parley.Users;
using Parley.WebFrontend.Irc;
using Xunit;

namespace Parley.Tests.Realtime.Irc;

/// <summary>The IRC gateway, line by line.</summary>
[Trait("Scope", "S18")]
public sealed class IrcTests(IrcServer fixture) : IClassFixture<IrcServer>
{
    private const string Everything = "message-tags server-time echo-message batch draft/chathistory draft/message-redaction standard-replies";
    private const string Password = "a long enough passphrase 7";

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_password_signs_in_by_sasl_and_the_session_ends_with_the_connection()
    {
        var (name, id) = await WithPassword();
        await using (var client = await IrcClient.SignedIn(_server, name, Password))
        {
            Assert.Single(await _server.Grains.User(id).Sessions(), session => session.Device == "IRC");
            await client.Send("QUIT");
            await client.Expect("ERROR");
        }

        await Eventually.Is(async () => (await _server.Grains.User(id).Sessions()).IsEmpty, "the session has ended");
    }

    [Fact]
    public async Task Pass_takes_name_and_password_or_a_token()
    {
        var (name, _) = await WithPassword();
        await using var byPassword = await IrcClient.Connect(_server);
        await byPassword.Send($"PASS :{name}:{Password}", "NICK whatever", "USER x 0 * :x");
        var renamed = await byPassword.Expect("NICK");
        await byPassword.Expect("001");
        var ann = await _server.SignedIn(Name("tok"));
        await using var byToken = await IrcClient.Connect(_server);
        await byToken.Send($"PASS {ann.AccessToken}", "NICK whatever", "USER x 0 * :x");

        Assert.Equal(name, renamed.Parameters[0]);
        Assert.Equal(ann.SignedIn.User.UserName, (await byToken.Expect("001")).Parameters[0]);
    }

    [Fact]
    public async Task A_bots_token_signs_in_and_goes_as_far_as_its_scopes()
    {
        var owner = await _server.SignedIn(Name("own"));
        var room = await owner.NewRoom();
        var bot = await owner.Client.Post("bots", new { userName = Name("bot") });
        var token = await owner.Client.Post($"bots/{bot["id"]}/tokens", new { name = "irc", scopes = new[] { "read" } });
        await using var client = await IrcClient.SignedIn(_server, bot["userName"]!, token["token"]!);

        await client.Send($"JOIN #{await NameOf(owner, room)}");

        Assert.Contains("may not", (await client.Expect("400")).Parameters[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_are_refused_and_after_three_the_connection_ends()
    {
        var (name, _) = await WithPassword();
        await using var client = await IrcClient.Connect(_server);
        for (var i = 0; i < 3; i++)
        {
            await client.Send("AUTHENTICATE PLAIN");
            await client.Expect("AUTHENTICATE");
            await client.Send("AUTHENTICATE " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0wrong")));
            await client.Expect("904");
        }

        await client.Expect("ERROR");
        Assert.Null(await client.Next());
    }

    [Fact]
    public async Task Nobody_does_anything_before_signing_in()
    {
        await using var client = await IrcClient.Connect(_server);
        await client.Send("JOIN #x", "PRIVMSG ann :hello", "LIST");
        await client.Expect("451");
        await client.Send("NICK ann", "USER ann 0 * :ann");

        await client.Expect("464");
        await client.Expect("ERROR");
    }

    [Fact]
    public async Task Rooms_are_open_at_once_and_messages_go_both_ways()
    {
        var (ann, bob, room, channel) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await ann.Say(room, "hello from the web\nin two lines");
        var first = await client.Expect("PRIVMSG");
        var second = await client.Expect("PRIVMSG");
        await client.Send($"PRIVMSG {channel} :hello from IRC", $"PRIVMSG {channel} :\u0001ACTION waves\u0001", $"PRIVMSG {channel} :\u0001VERSION\u0001");
        var after = await client.Settle();

        Assert.StartsWith($"{ann.SignedIn.User.UserName}!", first.Source, StringComparison.Ordinal);
        Assert.Equal([channel, "hello from the web"], first.Parameters);
        Assert.Equal([channel, "in two lines"], second.Parameters);
        Assert.Empty(first.Tags);
        Assert.Empty(after);
        Assert.Equal(["hello from the web\nin two lines", "hello from IRC", "_waves_"], await Texts(ann, room));
    }

    [Fact]
    public async Task Joining_and_parting_are_seen_on_both_sides()
    {
        var (ann, bob, room, channel) = await Two();
        var cid = await _server.SignedIn(Name("cid"));
        await using var watcher = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await using var client = await IrcClient.SignedIn(_server, cid.SignedIn.User.UserName, cid.AccessToken);

        await client.Send($"JOIN {channel}");
        var own = await client.Expect("JOIN");
        var names = await client.Expect("353");
        var seen = await watcher.Expect("JOIN");
        await client.Send($"PART {channel}");
        await client.Expect("PART");
        var left = await watcher.Expect("PART");

        Assert.Equal(channel, own.Parameters[0]);
        Assert.Contains("@" + ann.SignedIn.User.UserName, names.Parameters[^1].Split(' '));
        Assert.Contains(cid.SignedIn.User.UserName, names.Parameters[^1].Split(' '));
        Assert.StartsWith(cid.SignedIn.User.UserName + "!", seen.Source, StringComparison.Ordinal);
        Assert.Equal(channel, left.Parameters[0]);
        Assert.Equal("not-a-member", (await cid.Client.Get($"rooms/{room}/messages"))["code"]);
    }

    [Fact]
    public async Task A_room_that_is_not_for_the_user_is_answered_like_none()
    {
        var (ann, bob, _, _) = await Two();
        var hidden = await ann.NewRoom(visibility: "private");
        var name = await NameOf(ann, hidden);
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);

        await client.Send($"JOIN #{name}", $"JOIN #no-{Guid.NewGuid():N}", $"PRIVMSG #{name} :let me in", "LIST", $"TOPIC #{name}", $"CHATHISTORY LATEST #{name} * 10");
        var lines = await client.Settle();

        Assert.Equal(["403", "403", "403"], lines.Where(line => line.Command is "403" or "404").Select(line => line.Command));
        Assert.Equal(lines[0].Parameters[^1], lines[1].Parameters[^1]);
        Assert.DoesNotContain(lines, line => line.Command == "322" && line.Parameters[1] == "#" + name);
        Assert.DoesNotContain(lines, line => line.Command is "JOIN" or "331" or "332" or "353");
    }

    [Fact]
    public async Task Private_messages_go_to_nicks_and_come_from_them()
    {
        var (ann, bob, _, _) = await Two();
        var (annNick, bobNick) = (ann.SignedIn.User.UserName, bob.SignedIn.User.UserName);
        await using var atAnns = await IrcClient.SignedIn(_server, annNick, ann.AccessToken);
        await using var atBobs = await IrcClient.SignedIn(_server, bobNick, bob.AccessToken, Everything);

        await atAnns.Send($"PRIVMSG {bobNick} :psst");
        var heard = await atBobs.Expect("PRIVMSG");
        await atBobs.Send($"PRIVMSG {annNick} :what?");
        var echo = await atBobs.Expect("PRIVMSG");
        var answer = await atAnns.Expect("PRIVMSG");
        await atAnns.Send("PRIVMSG nobody-of-that-name :hello");

        Assert.Equal([bobNick, "psst"], heard.Parameters);
        Assert.StartsWith(annNick + "!", heard.Source, StringComparison.Ordinal);
        Assert.Equal([annNick, "what?"], echo.Parameters);
        Assert.Equal([annNick, "what?"], answer.Parameters);
        await atAnns.Expect("401");
    }

    [Fact]
    public async Task Being_brought_into_a_room_and_put_out_of_it_is_shown_at_once()
    {
        var (ann, bob, _, _) = await Two();
        var room = await ann.NewRoom(visibility: "private");
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);

        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bob.Id}");
        var joined = await client.Expect("JOIN");
        await client.Expect("366");
        await ann.Say(room, "welcome");
        await client.Expect("PRIVMSG");
        await ann.Client.Send(HttpMethod.Delete, $"rooms/{room}/members/{bob.Id}");
        var kicked = await client.Expect("KICK");
        await ann.Say(room, "gone");
        var after = await client.Settle();

        Assert.Equal("#" + await NameOf(ann, room), joined.Parameters[0]);
        Assert.Equal(bob.SignedIn.User.UserName, kicked.Parameters[1]);
        Assert.DoesNotContain(after, line => line.Command == "PRIVMSG");
    }

    [Fact]
    public async Task Edits_deletions_reactions_and_replies_are_said_in_words_or_in_tags()
    {
        var (ann, bob, room, channel) = await Two();
        var nick = ann.SignedIn.User.UserName;
        await using var old = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await using var modern = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken, Everything);

        var seq = await ann.Say(room, "the first");
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "an answer", replyTo = seq });
        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{seq}", JsonContent.Create(new { clientId = Guid.NewGuid().ToString("N"), text = "the first, mended" }));
        await using var socket = await RawWebSocketClient.Connect(_server, ann);
        await socket.Send(new { type = "react", id = 1, room, seq, emoji = "👍", on = true, clientId = Guid.NewGuid().ToString("N") });
        await socket.Expect("ack");
        await ann.Client.Send(HttpMethod.Delete, $"rooms/{room}/messages/{seq}");
        var atOld = await Lines(old, 5);
        var atModern = await Lines(modern, 5);

        Assert.Equal(
            ["the first", $"({nick}: “the first”) an answer", "(edited) the first, mended", $"reacted 👍 to a message of {nick}: “the first”"], atOld.Take(4).Select(line => line.Parameters[1]));
        Assert.StartsWith($"deleted a message of {nick}", atOld[4].Parameters[1], StringComparison.Ordinal);
        Assert.Equal(["PRIVMSG", "PRIVMSG", "PRIVMSG", "NOTICE", "NOTICE"], atOld.Select(line => line.Command));
        Assert.Equal(["PRIVMSG", "PRIVMSG", "PRIVMSG", "TAGMSG", "REDACT"], atModern.Select(line => line.Command));
        var id = atModern[0].Tag("msgid");
        Assert.Equal((id, id, "👍", id), (atModern[1].Tag("+draft/reply"), atModern[2].Tag("+draft/reply"), atModern[3].Tag("+draft/react"), atModern[3].Tag("+draft/reply")));
        Assert.Equal([channel, id!], atModern[4].Parameters);
    }

    [Fact]
    public async Task A_client_answers_reacts_and_deletes_by_tags()
    {
        var (ann, bob, room, channel) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken, Everything);
        await ann.Say(room, "a question");
        var question = (await client.Expect("PRIVMSG")).Tag("msgid")!;

        await client.Send($"@+draft/reply={question} PRIVMSG {channel} :an answer", $"@+draft/react=👍;+draft/reply={question} TAGMSG {channel}");
        var echo = await client.Expect("PRIVMSG");
        await client.Expect("TAGMSG");
        await client.Send($"REDACT {channel} {echo.Tag("msgid")}");
        var redacted = await client.Expect("REDACT");
        await client.Send($"REDACT {channel} {question}");
        var refused = await client.Expect("FAIL");

        Assert.Equal(question, echo.Tag("+draft/reply"));
        Assert.Equal(echo.Tag("msgid"), redacted.Parameters[1]);
        Assert.Equal("NOT_YOUR_MESSAGE", refused.Parameters[1]);
        var messages = (await ann.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal("👍", messages[0].GetProperty("reactions")[0].Text("emoji"));
    }

    [Fact]
    public async Task A_long_message_is_cut_at_characters_and_at_a_number_of_lines()
    {
        var (ann, bob, room, channel) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        var text = string.Concat(Enumerable.Repeat("äöü😀 ", 120));
        await ann.Say(room, text);
        await ann.Say(room, string.Join('\n', Enumerable.Range(1, 9)));
        var lines = await Lines(client, 9);

        var cut = lines.TakeWhile(line => line.Parameters[1] != "1").ToList();
        Assert.Equal(text, string.Concat(cut.Select(line => line.Parameters[1])));
        Assert.All(cut, line => Assert.InRange(Encoding.UTF8.GetByteCount(line.Write()) + 2, 1, 512));
        Assert.Equal(["1", "2", "3", "4", "… (5 more lines in the web client)"], lines.Skip(cut.Count).Select(line => line.Parameters[1]).Take(5));
    }

    [Fact]
    public async Task Nothing_that_somebody_writes_gives_a_client_orders()
    {
        var (ann, bob, room, _) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await ann.Say(room, "\u0001DCC SEND evil 1 2\u0001");
        await ann.Say(room, "one\r\n:server KILL you\r\nERROR :bye");

        Assert.Equal(["DCC SEND evil 1 2", "one", ":server KILL you", "ERROR :bye"], (await Lines(client, 4)).Select(line => line.Parameters[1]));
    }

    [Fact]
    public async Task History_is_there_by_message_by_time_and_between()
    {
        var (ann, bob, room, channel) = await Two();
        for (var i = 1; i <= 6; i++)
        {
            await ann.Say(room, $"m{i}");
            _server.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken, Everything);
        var latest = await History(client, $"LATEST {channel} * 4");
        var (third, fifth) = (latest[0], latest[2]);

        Assert.Equal(["m3", "m4", "m5", "m6"], Text(latest));
        Assert.All(latest, line => Assert.NotNull(line.Tag("time")));
        Assert.Equal(["m1", "m2"], Text(await History(client, $"BEFORE {channel} msgid={third.Tag("msgid")} 50")));
        Assert.Equal(["m2"], Text(await History(client, $"BEFORE {channel} timestamp={third.Tag("time")} 1")));
        Assert.Equal(["m6"], Text(await History(client, $"AFTER {channel} timestamp={fifth.Tag("time")} 50")));
        Assert.Equal(["m4"], Text(await History(client, $"AFTER {channel} msgid={third.Tag("msgid")} 1")));
        Assert.Equal(["m4"], Text(await History(client, $"BETWEEN {channel} msgid={third.Tag("msgid")} timestamp={fifth.Tag("time")} 50")));
        Assert.Equal(["m4"], Text(await History(client, $"BETWEEN {channel} timestamp={fifth.Tag("time")} msgid={third.Tag("msgid")} 50")));
        Assert.Contains("m3", Text(await History(client, $"AROUND {channel} msgid={third.Tag("msgid")} 3")));
        Assert.Equal(["m6"], Text(await History(client, $"LATEST {channel} msgid={fifth.Tag("msgid")} 50")));
        await client.Send($"CHATHISTORY BEFORE {channel} nonsense 5", $"CHATHISTORY LATEST {channel}", "CHATHISTORY LATEST #elsewhere * 5");
        Assert.Equal(["INVALID_MSGREFTYPE", "INVALID_PARAMS", "INVALID_TARGET"], (await client.Settle()).Where(line => line.Command == "FAIL").Select(line => line.Parameters[1]));
    }

    [Fact]
    public async Task Topic_roles_and_people_can_be_asked_and_changed_as_the_web_client_allows()
    {
        var (ann, bob, room, channel) = await Two();
        var (annNick, bobNick) = (ann.SignedIn.User.UserName, bob.SignedIn.User.UserName);
        await using var owner = await IrcClient.SignedIn(_server, annNick, ann.AccessToken);
        await using var member = await IrcClient.SignedIn(_server, bobNick, bob.AccessToken);

        await member.Send($"TOPIC {channel} :mine", $"KICK {channel} {annNick}", $"MODE {channel} +o {bobNick}");
        Assert.Equal(["482", "482", "482"], (await member.Settle()).Select(line => line.Command));
        await owner.Send($"TOPIC {channel} :what it is about", $"MODE {channel} +h {bobNick}");
        Assert.Equal([channel, "what it is about"], (await member.Expect("TOPIC")).Parameters);
        Assert.Equal([channel, "-o+h", bobNick, bobNick], (await member.Expect("MODE")).Parameters);
        await member.Send($"TOPIC {channel}", $"NAMES {channel}", $"WHO {channel}", $"WHOIS {annNick}", $"ISON {annNick} nobody-here", $"MODE {channel}", $"USERHOST {annNick}", "AWAY :lunch", "AWAY", "LIST", "NONSENSE", "JOIN", "NICK other");
        var lines = await member.Settle();

        Assert.Equal("what it is about", lines.Single(line => line.Command == "332").Parameters[^1]);
        Assert.Contains("%" + bobNick, lines.Single(line => line.Command == "353").Parameters[^1].Split(' '));
        Assert.Contains(lines, line => line.Command == "352" && line.Parameters[5] == annNick);
        Assert.Equal(annNick, lines.Single(line => line.Command == "311").Parameters[1]);
        Assert.Equal(annNick, lines.Single(line => line.Command == "303").Parameters[^1]);
        Assert.StartsWith("+nt", lines.Single(line => line.Command == "324").Parameters[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Command == "322" && line.Parameters[1] == channel);
        foreach (var number in new[] { "302", "305", "306", "315", "318", "323", "366", "400", "421", "461" })
        {
            Assert.Contains(lines, line => line.Command == number);
        }
    }

    [Fact]
    public async Task What_is_addressed_to_a_user_mentions_them()
    {
        var (ann, bob, room, channel) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await client.Send($"PRIVMSG {channel} :{ann.SignedIn.User.UserName}: look", $"PRIVMSG {channel} :note: nobody");
        await client.Settle();

        Assert.Equal([$"@{ann.SignedIn.User.UserName}: look", "note: nobody"], await Texts(ann, room));
    }

    [Fact]
    public async Task A_session_that_ends_ends_the_connection()
    {
        var (_, bob, _, _) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);

        await bob.Client.Send(HttpMethod.Delete, "sessions/current");

        Assert.Contains("session-ended", (await client.Expect("ERROR")).Parameters[0], StringComparison.Ordinal);
        Assert.Null(await client.Next());
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_asked_and_then_let_go()
    {
        var (_, bob, _, _) = await Two();
        await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);

        _server.Clock.Advance(TimeSpan.FromSeconds(95));
        var ping = await client.Expect("PING");
        await client.Send($"PONG {ping.Parameters[0]}");
        await client.Settle();
        _server.Clock.Advance(TimeSpan.FromSeconds(200));

        Assert.Contains("ping-timeout", (await client.Expect("ERROR")).Parameters[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_client_sends_the_server_goes_on()
    {
        var (_, bob, _, channel) = await Two();
        var random = new Random(11);
        string[] words = ["PRIVMSG", "JOIN", "CHATHISTORY", "LATEST", "MODE", "WHO", "CAP", "REQ", "TOPIC", "TAGMSG", "REDACT", "@+draft/reply=x", ":", ":a b", channel, "#", "*", ",", "0", "-1", "\u0001", "\u0003", "é", "😀", "msgid=", "timestamp=x", "9999999999999999999999"];
        for (var round = 0; round < 4; round++)
        {
            await using var client = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken, Everything);
            for (var i = 0; i < 60; i++)
            {
                if (i % 10 == 9)
                {
                    var bytes = new byte[random.Next(1, 6000)];
                    random.NextBytes(bytes);
                    await client.SendBytes([.. bytes.Where(b => b is not (byte)'\n'), (byte)'\n']);
                }
                else
                {
                    await client.Send(string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => words[random.Next(words.Length)])));
                }
            }

            await client.Settle();
        }

        await using var last = await IrcClient.SignedIn(_server, bob.SignedIn.User.UserName, bob.AccessToken);
        await last.Send("PING still-here", new string('x', 5000), "PING and-here");
        Assert.Equal("still-here", (await last.Expect("PONG")).Parameters[^1]);
        await last.Expect("417");
        await last.Expect("PONG");
    }

    private static string Name(string start) => $"{start}-{Guid.NewGuid().ToString("N")[..12]}";

    private static async Task<List<IrcLine>> Lines(IrcClient client, int count)
    {
        var lines = new List<IrcLine>();
        while (lines.Count < count)
        {
            var line = await client.Next() ?? throw new InvalidOperationException("The server went.");
            if (line.Command is "PRIVMSG" or "NOTICE" or "TAGMSG" or "REDACT")
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static async Task<List<IrcLine>> History(IrcClient client, string question)
    {
        await client.Send("CHATHISTORY " + question);
        var batch = (await client.Expect("BATCH")).Parameters[0][1..];
        return (await client.Settle()).Where(line => line.Tag("batch") == batch).ToList();
    }

    private static IEnumerable<string> Text(IEnumerable<IrcLine> lines) => lines.Select(line => line.Parameters[1]);

    private static async Task<List<string?>> Texts(TestUser user, string room) =>
        (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => message.Text("text")).ToList();

    private static async Task<string> NameOf(TestUser user, string room) => (await user.Client.Get($"rooms/{room}"))["name"]!;

    private async Task<(string Name, string Id)> WithPassword()
    {
        var name = Name("pw");
        var user = await _server.Grains.UserName(name).Register(new RegisterUser(name, null, Password));
        return (name, user.Value!.Id);
    }

    /// <summary>Ann, who owns a room, and Bob, who is a member of it.</summary>
    private async Task<(TestUser Ann, TestUser Bob, string Room, string Channel)> Two()
    {
        var (ann, bob) = (await _server.SignedIn(Name("ann")), await _server.SignedIn(Name("bob")));
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        return (ann, bob, room, "#" + await NameOf(ann, room));
    }
}
