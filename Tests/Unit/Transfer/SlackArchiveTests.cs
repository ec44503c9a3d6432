using System.IO.Compression;
using System.Text;
using Parley.Grains.Transfer;
using Parley.Grains.Transfer.Foreign;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Transfer;

/// <summary>Archives made after Slack's description of its exports.</summary>
public sealed class SlackArchiveTests
{
    internal static readonly Dictionary<string, string> Sample = new()
    {
        ["users.json"] = """
            [{"id":"U1","name":"ann","deleted":false,"profile":{"display_name":"Ann B.","real_name":"Ann Brown"}},
             {"id":"U2","name":"bob","deleted":true,"profile":{"display_name":"","real_name":"Bob"}},
             {"id":"U3","name":"here","profile":{}}]
            """,
        ["channels.json"] = """[{"id":"C1","name":"harbour","created":1700000000,"creator":"U1","is_archived":true,"members":["U1","U2"],"topic":{"value":"Ships"},"purpose":{"value":""}}]""",
        ["dms.json"] = """[{"id":"D1","created":1700000100,"members":["U2","U1"]}]""",
        ["harbour/2023-11-15.json"] = """[{"type":"message","user":"U1","text":"the next day","ts":"1700050000.000100"}]""",
        ["harbour/2023-11-14.json"] = """
            [{"type":"message","subtype":"channel_join","user":"U2","text":"<@U2> has joined the channel","ts":"1700000001.000100"},
             {"type":"message","user":"U1","text":"hello *<@U2>*","ts":"1700000002.000200","thread_ts":"1700000002.000200","pinned_to":["C1"],
              "reactions":[{"name":"+1::skin-tone-2","users":["U2","U1"],"count":2},{"name":"our_own_picture","users":["U2"],"count":1}]},
             {"type":"message","user":"U2","text":"a reply","ts":"1700000003.000300","thread_ts":"1700000002.000200"},
             {"type":"message","subtype":"bot_message","bot_id":"B1","username":"Deploy Bot!","text":"","attachments":[{"fallback":"deployed"}],"ts":"1700000004.000400"},
             {"type":"message","user":"U1","text":"","files":[{"name":"chart.png","url_private":"https://files.slack.com/x"}],"ts":"1700000005.000500"}]
            """,
        ["D1/2023-11-14.json"] = """[{"type":"message","user":"U2","text":"between us","ts":"1700000200.000100"}]""",
    };

    [Fact]
    public void Users_have_names_that_may_be_had_here()
    {
        var users = Read(Sample, export => export.Users);

        Assert.Equal(["ann", "bob", "user-here", "Deploy-Bot"], users.Select(user => user.UserName));
        Assert.Equal(["Ann B.", "Bob", null, "Deploy Bot!"], users.Select(user => user.DisplayName));
        Assert.Equal([false, true, false, true], users.Select(user => user.IsDeactivated));
    }

    [Fact]
    public void A_channel_becomes_one_numbered_line_of_events()
    {
        var events = Read(Sample, export => ForeignRoomEvents.Of(export.Rooms.Single(room => room.Name == "harbour")).ToList());

        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(e => e.Seq));
        Assert.Equal(
            ["roomCreated", "memberJoined", "memberJoined", "memberJoined", "settingsChanged", "messagePosted", "reactionAdded", "reactionAdded", "messagePinned", "messagePosted", "messagePosted", "messagePosted", "messagePosted", "roomArchived"],
            events.Select(e => e.Kind));
        var posted = events.OfType<MessagePosted>().ToList();
        Assert.Equal(["hello **@bob**", "a reply", "deployed", "📎 chart.png", "the next day"], posted.Select(message => message.Text));
        Assert.Equal([null, 6L, null, null, null], posted.Select(message => message.Thread));
        Assert.Equal([1L, 2, 3, 4, 5], posted.Select(message => message.N));
        Assert.Equal(["U2"], posted[0].Mentions!.Users);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000002000), posted[0].At);
        Assert.Equal([("U2", "👍"), ("U1", "👍")], events.OfType<ReactionAdded>().Select(reaction => (reaction.Sender, reaction.Emoji)));
        Assert.Equal((RoomRole.Owner, "U1"), (events.OfType<MemberJoined>().First().Role, events.OfType<MemberJoined>().First().User));
    }

    [Fact]
    public void A_conversation_of_two_is_one_of_two_here()
    {
        var room = Read(Sample, export => export.Rooms.Single(room => room.Visibility == RoomVisibility.Direct));

        Assert.Equal("direct:U1:U2", room.Name);
        Assert.Equal("between us", Assert.Single(room.Messages).Text);
    }

    [Fact]
    public void What_is_no_export_of_Slack_is_refused()
    {
        Assert.Contains("no users.json", Assert.Throws<TransferException>(() => Read(new() { ["other.txt"] = "x" }, export => export)).Message, StringComparison.Ordinal);
        Assert.Contains("users.json in the archive cannot be read", Assert.Throws<TransferException>(() => Read(new() { ["users.json"] = "{" }, export => export)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Zip(Dictionary<string, string> files) => Zip(files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)));

    internal static byte[] Zip(Dictionary<string, byte[]> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static T Read<T>(Dictionary<string, string> files, Func<ForeignExport, T> what)
    {
        using var zip = new ZipArchive(new MemoryStream(Zip(files)));
        return what(SlackArchive.Read(zip));
    }
}
