using Parley.Grains.Transfer;
using Parley.Grains.Transfer.Foreign;
using Parley.Rooms;
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
