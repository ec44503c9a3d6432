using Parley.Silo;
using Parley.Silo.Admin;
using Xunit;

namespace Parley.Tests.Unit.Logging;

[Trait("Scope", "S23")]
public sealed class LogLevelCommandTests
{
    [Theory]
    [InlineData("45s", 45)]
    [InlineData("30m", 1800)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("30", null)]
    [InlineData("m", null)]
    [InlineData("-1m", null)]
    [InlineData("1.5h", null)]
    public void A_time_is_a_number_and_a_letter(string text, int? seconds) =>
        Assert.Equal(seconds, (int?)AdminCommandLine.Duration(text)?.TotalSeconds);

    [Theory]
    [InlineData("Parley")]
    [InlineData("Parley", "Debug", "--for", "soon")]
    [InlineData("--reset")]
    public async Task Half_a_command_is_not_understood(params string[] arguments)
    {
        var errors = new StringWriter();

        var code = await new AdminCommandLine(TextReader.Null, TextWriter.Null, errors).RunAsync(["admin", "log-level", .. arguments]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--help", errors.ToString(), StringComparison.Ordinal);
    }
}
