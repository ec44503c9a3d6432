using System.Text;
using MessagePack;
using Parley.Files;
using Parley.Previews;
using Parley.Retention;
using Parley.Rooms;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Wire;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

/// <summary>Golden: what stands here is what clients rely on.</summary>
public class RoomEventJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, 5, TimeSpan.FromHours(2));

    public static TheoryData<RoomEvent, string> Golden => new()
    {
        {
            new RoomCreated { Seq = 1, Sender = "u1", ClientId = "c1", At = At, N = 0, Name = "lobby", Title = "Lobby", Visibility = RoomVisibility.Private },
            """{"seq":1,"kind":"roomCreated","sender":"u1","clientId":"c1","at":"2026-11-24T10:00:00.005Z","n":0,"name":"lobby","title":"Lobby","visibility":"private"}"""
        },
        {
            new MemberJoined { Seq = 2, Sender = "u1", At = At, N = 0, User = "u1", Role = RoomRole.Owner },
            """{"seq":2,"kind":"memberJoined","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u1","role":"owner"}"""
        },
        {
            new MemberLeft { Seq = 3, Sender = "u2", At = At, N = 0, User = "u2" },
            """{"seq":3,"kind":"memberLeft","sender":"u2","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2"}"""
        },
        {
            new MemberJoined { Seq = 3, Sender = "u2", At = At, N = 0, User = "u2", Role = RoomRole.Muted, Invite = "i1" },
            """{"seq":3,"kind":"memberJoined","sender":"u2","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2","role":"muted","invite":"i1"}"""
        },
        {
            new MemberKicked { Seq = 3, Sender = "u1", At = At, N = 0, User = "u2" },
            """{"seq":3,"kind":"memberKicked","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2"}"""
        },
        {
            new MemberBanned { Seq = 3, Sender = "u1", At = At, N = 0, User = "u2" },
            """{"seq":3,"kind":"memberBanned","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2"}"""
        },
        {
            new MemberUnbanned { Seq = 3, Sender = "u1", At = At, N = 0, User = "u2" },
            """{"seq":3,"kind":"memberUnbanned","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2"}"""
        },
        {
            new RoleChanged { Seq = 3, Sender = "u1", At = At, N = 0, User = "u2", Role = RoomRole.Moderator },
            """{"seq":3,"kind":"roleChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"user":"u2","role":"moderator"}"""
        },
        {
            new InviteCreated { Seq = 3, Sender = "u1", At = At, N = 0, Invite = "i1", SecretHash = "secret", Role = RoomRole.Member, MaxUses = 5, ExpiresAt = At },
            """{"seq":3,"kind":"inviteCreated","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"invite":"i1","role":"member","maxUses":5,"expiresAt":"2026-11-24T10:00:00.005Z"}"""
        },
        {
            new InviteRevoked { Seq = 3, Sender = "u1", At = At, N = 0, Invite = "i1" },
            """{"seq":3,"kind":"inviteRevoked","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"invite":"i1"}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, Title = "T", Topic = "", Visibility = RoomVisibility.Private, SlowMode = 0 },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"title":"T","topic":"","visibility":"private","slowMode":0}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, SlowMode = 5 },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"slowMode":5}"""
        },
        {
            new RoomArchived { Seq = 3, Sender = "u1", At = At, N = 0 },
            """{"seq":3,"kind":"roomArchived","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0}"""
        },
        {
            new RoomUnarchived { Seq = 3, Sender = "u1", At = At, N = 0 },
            """{"seq":3,"kind":"roomUnarchived","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0}"""
        },
        {
            new MessagePosted { Seq = 4, Sender = "u1", ClientId = "c2", At = At, N = 1, Text = "你好 <b>\"&\n😀" },
            """{"seq":4,"kind":"messagePosted","sender":"u1","clientId":"c2","at":"2026-11-24T10:00:00.005Z","n":1,"text":"你好 <b>\"&\n😀"}"""
        },
        {
            new MessagePosted { Seq = 5, Sender = "u1", At = At, N = 2, Text = null, ReplyTo = 4 },
            """{"seq":5,"kind":"messagePosted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"deleted":true,"replyTo":4}"""
        },
        {
            new MessageEdited { Seq = 6, Sender = "u1", At = At, N = 2, Target = 4, Text = "x" },
            """{"seq":6,"kind":"messageEdited","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"text":"x"}"""
        },
        {
            new MessageEdited { Seq = 6, Sender = "u1", At = At, N = 2, Target = 4, Text = null },
            """{"seq":6,"kind":"messageEdited","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"deleted":true}"""
        },
        {
            new MessageDeleted { Seq = 7, Sender = "u1", At = At, N = 2, Target = 4 },
            """{"seq":7,"kind":"messageDeleted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4}"""
        },
        {
            new ReactionAdded { Seq = 8, Sender = "u1", ClientId = "c3", At = At, N = 2, Target = 4, Emoji = "❤️" },
            """{"seq":8,"kind":"reactionAdded","sender":"u1","clientId":"c3","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"emoji":"❤️"}"""
        },
        {
            new ReactionRemoved { Seq = 9, Sender = "u1", At = At, N = 2, Target = 4, Emoji = "❤️" },
            """{"seq":9,"kind":"reactionRemoved","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"emoji":"❤️"}"""
        },
        {
            new MessagePosted { Seq = 4, Sender = "u1", At = At, N = 1, Text = "x", Mentions = new Mentions(["u2", "u3"], MentionScope.Here), Thread = 3 },
            """{"seq":4,"kind":"messagePosted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":1,"text":"x","thread":3,"mentions":["u2","u3"],"everybody":"here"}"""
        },
        {
            new MessageEdited { Seq = 6, Sender = "u1", At = At, N = 2, Target = 4, Text = "x", Mentions = new Mentions([], MentionScope.Room) },
            """{"seq":6,"kind":"messageEdited","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"text":"x","everybody":"room"}"""
        },
        {
            new MessageDeleted { Seq = 8, Sender = "u1", At = At, N = 2, Target = 4, Batch = 7 },
            """{"seq":8,"kind":"messageDeleted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"batch":7}"""
        },
        {
            new MessageRestored
            {
                Seq = 9, Sender = "u1", At = At, N = 2, Target = 4, Batch = 7, Edits = 2, EditedAt = At,
                Message = new MessagePosted { Seq = 4, Sender = "u2", At = At, N = 1, Text = "x", ReplyTo = 2, Mentions = new Mentions(["u3"], MentionScope.None) },
            },
            """{"seq":9,"kind":"messageRestored","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"batch":7,"text":"x","replyTo":2,"mentions":["u3"],"edits":2,"editedAt":"2026-11-24T10:00:00.005Z"}"""
        },
        {
            new MessageRestored { Seq = 9, Sender = "u1", At = At, N = 2, Target = 4, Batch = 0, Message = null },
            """{"seq":9,"kind":"messageRestored","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"deleted":true}"""
        },
        {
            new MessagePinned { Seq = 8, Sender = "u1", At = At, N = 2, Target = 4 },
            """{"seq":8,"kind":"messagePinned","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4}"""
        },
        {
            new MessageUnpinned { Seq = 8, Sender = "u1", At = At, N = 2, Target = 4 },
            """{"seq":8,"kind":"messageUnpinned","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4}"""
        },
        {
            new PreviewsChanged
            {
                Seq = 8, Sender = "u1", At = At, N = 2, Target = 4, Unwanted = ["https://b.example/"],
                Previews = [new LinkPreview("https://a.example/") { Title = "A", Description = "d", Site = "s", Image = new MessageFile("f1", "preview.png", "image/png", 9) { Width = 3, Height = 2 } }],
            },
            """{"seq":8,"kind":"previewsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"previews":[{"url":"https://a.example/","title":"A","description":"d","site":"s","image":{"id":"f1","name":"preview.png","type":"image/png","size":9,"width":3,"height":2}}]}"""
        },
        {
            new PreviewsChanged { Seq = 8, Sender = "u1", At = At, N = 2, Target = 4, Previews = [] },
            """{"seq":8,"kind":"previewsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"previews":[]}"""
        },
        {
            new MessagePosted { Seq = 4, Sender = "u1", At = At, N = 1, Text = "which?", Poll = new Poll(["tea", "茶"], IsMultiple: true, IsAnonymous: false), Forward = new ForwardedFrom("r2", 9, "u3", At) },
            """{"seq":4,"kind":"messagePosted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":1,"text":"which?","poll":{"options":["tea","茶"],"multiple":true,"anonymous":false},"forward":{"room":"r2","seq":9,"sender":"u3","at":"2026-11-24T10:00:00.005Z"}}"""
        },
        {
            new PollVoted { Seq = 8, Sender = "u1", ClientId = "c3", At = At, N = 2, Target = 4, Choices = [0, 2], Was = [] },
            """{"seq":8,"kind":"pollVoted","sender":"u1","clientId":"c3","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"choices":[0,2]}"""
        },
        {
            new PollVoted { Seq = 8, Sender = "u1", ClientId = "c3", At = At, N = 2, Target = 4, Choices = [], Was = [1], IsAnonymous = true },
            """{"seq":8,"kind":"pollVoted","sender":"","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"choices":[],"was":[1]}"""
        },
        {
            new PollClosed { Seq = 8, Sender = "u1", At = At, N = 2, Target = 4 },
            """{"seq":8,"kind":"pollClosed","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4}"""
        },
        {
            new EventHidden { Seq = 3, Sender = "", At = At, N = 2 },
            """{"seq":3,"kind":"hidden","sender":"","at":"2026-11-24T10:00:00.005Z","n":2}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, History = RoomHistory.Protected },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"history":"protected"}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, Leavers = RoomLeavers.Read },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"leavers":"read"}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, Retention = 30 },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"retention":30}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, Retention = RetentionRule.Server },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"retention":null}"""
        },
        {
            new RoomArchived { Seq = 9, Sender = "u1", At = At, N = 2, IsDeleted = true },
            """{"seq":9,"kind":"roomArchived","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"deleted":true}"""
        },
        {
            new MessageDeleted { Seq = 9, Sender = "u1", At = At, N = 2, Target = 4, IsExpired = true },
            """{"seq":9,"kind":"messageDeleted","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":2,"target":4,"expired":true}"""
        },
        {
            new SettingsChanged { Seq = 3, Sender = "u1", At = At, N = 0, Name = "tea" },
            """{"seq":3,"kind":"settingsChanged","sender":"u1","at":"2026-11-24T10:00:00.005Z","n":0,"name":"tea"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Every_kind_is_written_as_documented(RoomEvent e, string json)
    {
        // The emoji is written as an escaped pair: the same text to every reader.
        var written = Encoding.UTF8.GetString(JsonShape.Write(e, RoomEventJson.Write).Utf8.Span).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal);

        Assert.Equal(json, written);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void MessagePack_carries_the_same(RoomEvent e, string json)
    {
        var packed = MessagePackSerializer.Serialize(JsonShape.Write(e, RoomEventJson.Write), cancellationToken: TestContext.Current.CancellationToken);

        using var expected = System.Text.Json.JsonDocument.Parse(json);
        using var actual = System.Text.Json.JsonDocument.Parse(MessagePackSerializer.ConvertToJson(packed, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }
}
