using System.Text;
using Parley.WebFrontend.Irc;
using Xunit;

namespace Parley.Tests.Unit.Irc;

public sealed class IrcFormatTests
{
    [Theory]
    [InlineData("plain, and é 😀", "plain, and é 😀")]
    [InlineData("\u0002bold\u0002 \u001Ditalic\u000F", "bold italic")]
    [InlineData("\u000304,12red\u0003 and \u000312blue, 1", "red and blue, 1")]
    [InlineData("\u00035, five", ", five")]
    [InlineData("\u0004FF0000,00ff00red", "red")]
    [InlineData("\u0001ACTION waves\u0001", "_waves_")]
    [InlineData("\u0001ACTION waves", "_waves_")]
    [InlineData("\u0001VERSION\u0001", null)]
    [InlineData("\u0001ACTION  \u0001", null)]
    [InlineData("a\tb\u007f", "a b")]
    public void What_a_client_says_is_kept_without_its_colours(string text, string? kept) => Assert.Equal(kept, IrcFormat.Read(text));

    [Fact]
    public void Nothing_that_is_kept_has_a_control_character()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(0, 64)));

            Assert.DoesNotContain(IrcFormat.Plain(text), char.IsControl);
        }
    }

    [Fact]
    public async Task Lines_are_the_same_however_they_arrive()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 12)).Select(_ => new string((char)random.Next('a', 'z'), random.Next(8) == 0 ? random.Next(500, 9000) : random.Next(1, 100))).ToList();
            var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + (random.Next(2) == 0 ? "\r\n" : "\n\r\n"))));
            var reader = new IrcLineReader(new Trickle(bytes, random));
            foreach (var line in lines)
            {
                var read = await reader.ReadAsync(TestContext.Current.CancellationToken);

                Assert.Equal(line.Length > 512 ? null : line, read!.Value.Line);
            }

            Assert.Null(await reader.ReadAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Bytes that come in pieces of any size.</summary>
    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 3000))], cancellationToken);
    }
}
