using System.Text;
using Parley.Grains.Transfer;
using Parley.Grains.Transfer.Foreign;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Transfer;

/// <summary>Lines made after Mattermost's description of bulk loading.</summary>
public sealed class MattermostExportTests
{
    private static readonly string[] Sample =
    [
        """{"type":"version","version":1}""",
        """{"type":"team","team":{"name":"port","display_name":"Port","type":"O"}}""",
        """{"type":"channel","channel":{"team":"port","name":"harbour","display_name":"Harbour","type":"P","header":"Ships"}}""",
        """{"type":"user","user":{"username":"ann","first_name":"Ann","last_name":"Brown","teams":[{"name":"port","channels":[{"name":"harbour","roles":"channel_user channel_admin"}]}]}}""",
        """{"type":"user","user":{"username":"bob","nickname":"Bobby","delete_at":1,"teams":[{"name":"port","channels":[{"name":"harbour","roles":"channel_user"}]}]}}""",
        """{"type":"post","post":{"team":"port","channel":"harbour","user":"ann","message":"hello @bob, and @all","create_at":1700000000000,"is_pinned":true,"reactions":[{"user":"bob","create_at":1,"emoji_name":"tada"}],"replies":[{"user":"bob","message":"a reply to @ann.","create_at":1700000001000}],"attachments":[{"path":"data/20231114/chart.png"}]}}""",
        """{"type":"post","post":{"team":"port","channel":"harbour","user":"ann","type":"system_join_channel","message":"ann joined","create_at":1700000000500}}""",
        """{"type":"direct_channel","direct_channel":{"members":["bob","ann"]}}""",
        """{"type":"direct_post","direct_post":{"channel_members":["ann","bob"],"user":"bob","message":"between us","create_at":1700000002000}}""",
    ];

    /// <summary>As an archive, with a file.</summary>
    internal static readonly Dictionary<string, byte[]> Archive = new()
    {
        ["import.jsonl"] = Encoding.UTF8.GetBytes(string.Join('\n', Sample)),
        ["data/20231114/chart.png"] = Images.Png(64, 32, 500),
        ["secret"] = [1],
    };

    [Theory]
    [InlineData("20231114/chart.png", true)] // as Mattermost says it
    [InlineData("data/20231114/chart.png", true)]
    [InlineData("../secret", false)]
    [InlineData("x/../../secret", false)]
    [InlineData("/secret", false)]
    [InlineData("data/../secret", false)]
    [InlineData("./20231114/chart.png", false)]
    [InlineData("20231114", false)]
    [InlineData("20231114/none.png", false)]
    [InlineData("link.png", false)]
    [InlineData("folder/secret", false)]
    [InlineData("", false)]
    public void Files_come_from_the_archive_or_from_beside_the_lines_and_from_nowhere_else(string path, bool isThere)
    {
        using var place = new TempFolder();
        foreach (var (name, bytes) in Archive)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(place.Path, name))!);
            File.WriteAllBytes(Path.Combine(place.Path, name), bytes);
        }

        File.CreateSymbolicLink(Path.Combine(place.Path, "data", "link.png"), Path.Combine(place.Path, "secret"));
        Directory.CreateSymbolicLink(Path.Combine(place.Path, "data", "folder"), place.Path);
        File.WriteAllBytes(Path.Combine(place.Path, "bulk.zip"), SlackArchiveTests.Zip(Archive));
        foreach (var source in (string[])["import.jsonl", "bulk.zip"])
        {
            using var archive = ForeignArchive.Open(Path.Combine(place.Path, source));
            using var found = archive.OpenRead(path);
            Assert.True(found is not null == isThere, source);
            Assert.Equal(Sample, archive.Lines());
        }
    }

    [Fact]
    public void A_file_is_described_by_what_it_is_and_named_without_its_path()
    {
        using var place = new TempFolder();
        var (bulk, target) = (Path.Combine(place.Path, "bulk.zip"), Path.Combine(place.Path, "all.jsonl"));
        File.WriteAllBytes(bulk, SlackArchiveTests.Zip(Archive));
        using var archive = ForeignArchive.Open(bulk);
        var files = new ForeignFiles(archive, target);

        var events = ForeignRoomEvents.Of(MattermostExport.Read(Sample).Rooms.First(), files.Take).ToList();

        var posted = events.OfType<MessagePosted>().First();
        var file = Assert.Single(posted.Files!.Value);
        Assert.Equal(("hello @bob, and @all", "chart.png", "image/png", 500L, 64, 32), (posted.Text, file.Name, file.Type, file.Size, file.Width, file.Height));
        Assert.Equal(Archive["data/20231114/chart.png"], File.ReadAllBytes(Path.Combine(ExportWriter.FolderOf(target), file.Id)));
        Assert.Equal(1, files.Taken);
        Assert.Null(files.Take("../secret"));
        Assert.Equal("file", ForeignFiles.NameOf("a/b\u0007"));
    }

    [Fact]
    public void Channels_and_conversations_become_lines_of_events()
    {
        var export = MattermostExport.Read(Sample);
        var rooms = export.Rooms.ToList();

        Assert.Equal([("ann", "Ann Brown", false), ("bob", "Bobby", true)], export.Users.Select(user => (user.UserName, user.DisplayName, user.IsDeactivated)));
        Assert.Equal([("harbour", RoomVisibility.Private), ("direct:ann:bob", RoomVisibility.Direct)], rooms.Select(room => (room.Name, room.Visibility)));
        var events = ForeignRoomEvents.Of(rooms[0]).ToList();
        var posted = events.OfType<MessagePosted>().ToList();
        Assert.Equal(["hello @bob, and @all\n📎 chart.png", "a reply to @ann."], posted.Select(message => message.Text));
        Assert.Equal([null, posted[0].Seq], posted.Select(message => message.Thread));
        Assert.Equal((MentionScope.Room, "bob"), (posted[0].Mentions!.Everybody, Assert.Single(posted[0].Mentions!.Users)));
        Assert.Equal(["ann"], posted[1].Mentions!.Users); // the full stop is none of the name
        Assert.Equal(("bob", "🎉", posted[0].Seq), events.OfType<ReactionAdded>().Select(reaction => (reaction.Sender, reaction.Emoji, reaction.Target)).Single());
        Assert.Equal(posted[0].Seq, Assert.Single(events.OfType<MessagePinned>()).Target);
        Assert.Equal("between us", Assert.Single(rooms[1].Messages).Text);
    }

    [Fact]
    public void What_is_no_bulk_export_is_refused()
    {
        Assert.Contains("does not say which version", Assert.Throws<TransferException>(() => MattermostExport.Read(["""{"type":"user"}"""])).Message, StringComparison.Ordinal);
        Assert.Contains("Line 2", Assert.Throws<TransferException>(() => MattermostExport.Read([Sample[0], "{"])).Message, StringComparison.Ordinal);
    }
}
