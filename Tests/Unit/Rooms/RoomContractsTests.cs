using Parley.Previews;
using Parley.Realtime;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

public class RoomContractsTests
{
    [Fact]
    public void No_contract_prints_what_people_wrote()
    {
        var posted = new MessagePosted { Seq = 3, Sender = "u", At = default, N = 1, Text = "planted" };
        object[] contracts =
        [
            new SendMessage { Sender = "u", ClientId = "c", Text = "planted" },
            new EditMessage { Sender = "u", ClientId = "c", Target = 3, Text = "planted" },
            posted,
            new MessageEdited { Seq = 4, Sender = "u", At = default, N = 1, Target = 3, Text = "planted" },
            new MessageRestored { Seq = 6, Sender = "u", At = default, N = 1, Target = 3, Batch = 4, Message = posted },
            new PreviewsChanged { Seq = 5, Sender = "u", At = default, N = 1, Target = 3, Previews = [new LinkPreview("planted")], Unwanted = ["planted"] },
            new AttachPreviews { Sender = "u", Target = 3, Text = 3, Previews = [new LinkPreview("planted") { Title = "planted" }] },
            new LinkPreview("planted") { Title = "planted", Description = "planted" },
            new Done("r", "e", 3, default, posted, false),
            new RoomBatch("r", "e", [posted]),
            new Poll(["planted", "planted too"], false, false),
            new ForwardedMessage(new ForwardedFrom("r", 3, "u", default), "planted", null, null, true),
            new Glimpse("planted", null, null, true),
        ];

        Assert.All(contracts, contract => Assert.DoesNotContain("planted", contract.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_event_about_an_older_message_can_be_hidden_from_who_came_later()
    {
        var events = typeof(RoomEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RoomEvent)) && type.GetProperty("Target") is not null).ToList();

        Assert.True(events.Count >= 8);
        Assert.All(events, type => Assert.True(typeof(IAboutMessage).IsAssignableFrom(type), $"{type.Name} has a target: make it an {nameof(IAboutMessage)}."));
    }
}
