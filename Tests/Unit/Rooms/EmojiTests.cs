using Parley.Text;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

public class EmojiTests
{
    [Theory]
    [InlineData("👍", "👍")]
    [InlineData("👍🏽", "👍🏽")]
    [InlineData("👩‍💻", "👩‍💻")]
    [InlineData("🏳️‍🌈", "🏳️‍🌈")]
    [InlineData("🇨🇳", "🇨🇳")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("1️⃣", "1️⃣")]
    [InlineData("❤", "❤\uFE0F")]
    [InlineData("❤\uFE0F", "❤\uFE0F")]
    [InlineData("❤\uFE0E", "❤\uFE0F")]
    [InlineData("✅", "✅")]
    [InlineData("✅\uFE0F", "✅")]
    [InlineData("‼", "‼\uFE0F")]
    [InlineData("©", "©\uFE0F")]
    public void One_emoji_is_one_emoji_however_it_was_typed(string typed, string kept) => Assert.Equal(kept, Emoji.Normalise(typed, 32));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("#")]
    [InlineData("中")]
    [InlineData("👍👍")]
    [InlineData("👍 ")]
    [InlineData(" 👍")]
    [InlineData("a👍")]
    [InlineData("\uFE0F")]
    [InlineData("\u200D")]
    [InlineData("👍\u0301\u0301\u0301\u0301\u0301")]
    [InlineData("👍\u202E")]
    [InlineData("\uD83D")]
    [InlineData("<b>")]
    [InlineData("👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩")]
    public void Everything_else_is_none(string? typed) => Assert.Null(Emoji.Normalise(typed, 32));
}
