using Parley.Grains.Transfer.Foreign;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Transfer;

public sealed class ForeignNamesTests
{
    [Fact]
    public void Nobody_gets_a_name_that_another_has_or_that_looks_like_it()
    {
        var names = new ForeignNames();

        Assert.Equal(["ann", "ann-2", "Ann-3", "user", "user-2"], new[] { "ann", "ann", "Ann", "аnn", "аnn" }.Select(names.User)); // the last ones begin with a Cyrillic letter: nobody may be called so
        Assert.Equal(["harbour", "Harbour-2", "harbour-3", "room", "room-2"], new[] { "harbour", "Harbour", "harbour", "!", "?" }.Select(names.Room));
    }

    [Fact]
    public void A_name_that_is_too_long_is_cut_between_letters()
    {
        const string outside = "\U00010400"; // a letter of two UTF-16 code units
        foreach (var before in new[] { "", "a" })
        {
            var name = new ForeignNames().Room(before + string.Concat(Enumerable.Repeat(outside, 40)));

            Assert.InRange(name.Length, 59, 60);
            Assert.False(char.IsHighSurrogate(name[^1]));
        }
    }

    [Fact]
    public void What_was_written_is_numbered_in_the_order_of_time()
    {
        ForeignMessage At(string key, int second) => new(key, "u", DateTimeOffset.UnixEpoch.AddSeconds(second), key, null);
        var room = new ForeignRoom("r", "r", "R", null, RoomVisibility.Public, "u", DateTimeOffset.UnixEpoch, ["u"], [At("late", 9), At("early", 1), At("middle", 5), At("middle too", 5)]);

        Assert.Equal(["early", "middle", "middle too", "late"], ForeignRoomEvents.Of(room).OfType<MessagePosted>().Select(message => message.Text));
    }
}
