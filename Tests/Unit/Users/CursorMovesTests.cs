using System.Collections.Immutable;
using Parley.Grains.Users;
using Xunit;

namespace Parley.Tests.Unit.Users;

public class CursorMovesTests
{
    [Theory]
    [InlineData("a7", "a7", "", true)] // nothing
    [InlineData("a9", "a7", "a9", true)] // our write whose reply was lost
    [InlineData("a8", "a7", "a9", true)] // an earlier one
    [InlineData("a7 b1", "a7", "b4", true)] // of a room that was not there before
    [InlineData("a9", "a7", "", false)] // somebody else's
    [InlineData("a10", "a7", "a9", false)]
    [InlineData("a3", "a7", "a9", false)] // somebody has gone back: that is not to be undone
    [InlineData("", "a7", "a9", false)]
    [InlineData("a7 b1", "a7", "a9", false)]
    public void What_is_stored_is_explained_by_moves_of_ours_alone(string stored, string written, string moved, bool isExplained) =>
        Assert.Equal(isExplained, CursorMoves.Explain(Cursors(stored), Cursors(written), Cursors(moved)));

    [Fact]
    public void What_moved_on_during_a_write_is_still_to_be_written() =>
        Assert.Equal(["b"], CursorMoves.Left(Cursors("a9 b5"), Cursors("a9 b4 c1")).Keys);

    private static ImmutableDictionary<string, CursorState> Cursors(string all) =>
        all.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableDictionary(one => one[..1], one => new CursorState(int.Parse(one[1..], System.Globalization.CultureInfo.InvariantCulture), 0));
}
