using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Parley.Grains.Ids;
using Xunit;

namespace Parley.Tests.Unit.Ids;

public class IdMintTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public void Knows_its_own_ids_by_kind()
    {
        var mint = new IdMint(new byte[32], _clock);
        var room = mint.NewRoom();

        Assert.Equal(IdMint.Length, room.Length);
        Assert.True(mint.IsRoom(room));
        Assert.False(mint.IsUser(room));
        Assert.False(mint.IsUser('u' + room[1..]));
        Assert.False(new IdMint([1, .. new byte[31]], _clock).IsRoom(room));
    }

    [Fact]
    public void Any_changed_character_is_found_out()
    {
        var mint = new IdMint(new byte[32], _clock);
        Gen.Select(Gen.Int[1, IdMint.Length - 1], Gen.Char["0123456789abcdefghjkmnpqrstvwxyz"]).Sample((at, to) =>
        {
            var id = mint.NewRoom();
            var changed = id[..at] + to + id[(at + 1)..];
            return mint.IsRoom(changed) == (id[at] == to);
        });
    }

    [Fact]
    public void Later_ids_sort_after_earlier_ones()
    {
        var mint = new IdMint(new byte[32], _clock);
        var earlier = mint.NewRoom();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(string.CompareOrdinal(earlier, mint.NewRoom()) < 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("lobby")]
    [InlineData("r01234567890123456789012345")]
    [InlineData("rUUUUUUUUUUUUUUUUUUUUUUUUUU")]
    public void Other_text_is_no_id(string? text) => Assert.False(new IdMint(new byte[32], _clock).IsRoom(text));
}
