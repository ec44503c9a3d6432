using Parley.Silo.Admin;
using Xunit;

namespace Parley.Tests.Unit.Admin;

public sealed class ProgressBarTests
{
    [Theory]
    [InlineData(0, 0, "[------------------------------]   0 %")] // nobody knows yet
    [InlineData(3, 10, "[#########---------------------]  30 %")]
    [InlineData(999, 1000, "[#############################-]  99 %")] // not done before it is
    [InlineData(10, 10, "[##############################] 100 %")]
    [InlineData(12, 10, "[##############################] 100 %")] // there was more than was thought
    public void A_bar_is_full_when_all_is_done(long done, long total, string line) => Assert.Equal(line, ProgressBar.Line(done, total));

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public async Task A_page_has_bounds(string limit)
    {
        using var errors = new StringWriter();

        Assert.Equal(64, await new AdminCommandLine(TextReader.Null, TextWriter.Null, errors).RunAsync(["admin", "users", "list", "--limit", limit]));
        Assert.Contains("--limit is 1 to 1000.", errors.ToString(), StringComparison.Ordinal);
    }
}
