using System.Text;
using Parley.Grains.SecondFactor;
using Xunit;

namespace Parley.Tests.Unit.SecondFactor;

[Trait("Scope", "S6")]
public class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_codes_are_those_of_the_rfc(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    [Fact]
    public void A_code_counts_one_step_before_and_after_and_not_further()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        var step = Totp.StepAt(now);
        for (var away = -3; away <= 3; away++)
        {
            long? expected = Math.Abs(away) <= 1 ? step + away : null;
            Assert.Equal(expected, Totp.FindStep(Secret, Totp.Code(Secret, step + away), now, lastStep: 0));
        }
    }

    [Fact]
    public void Neither_a_spent_step_nor_an_earlier_one_counts()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.FindStep(Secret, Totp.Code(Secret, step), now, lastStep: step));
        Assert.Null(Totp.FindStep(Secret, Totp.Code(Secret, step - 1), now, lastStep: step));
        Assert.Equal(step + 1, Totp.FindStep(Secret, Totp.Code(Secret, step + 1), now, lastStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("٠١٢٣٤٥")]
    public void Other_texts_are_no_codes(string text) => Assert.Null(Totp.FindStep(Secret, text, DateTimeOffset.UnixEpoch.AddYears(40), 0));

    /// <summary>RFC 4648, section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_typed_in_base_32(string text, string base32) => Assert.Equal(base32, Totp.ToBase32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void What_the_app_scans_names_server_and_user() => Assert.Equal(
        "otpauth://totp/my%20chat:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=my%20chat&algorithm=SHA1&digits=6&period=30", Totp.Uri("my chat", "ann", Secret));
}
