using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name), Trait("Scope", "P6")]
public class SearchIndexCommandTests
{
    [Fact]
    public async Task The_command_line_says_how_far_the_index_is_and_makes_it_anew()
    {
        await using var server = await ServerProcess.Start();
        await Eventually.Is(async () => (await server.Admin("search-index")).Output.Contains("The index is up to date.", StringComparison.Ordinal), "the index is up to date");

        var rebuilt = await server.Admin("search-index", "--rebuild");

        Assert.Equal((0, ""), (rebuilt.ExitCode, rebuilt.Errors));
        Assert.Contains("\"eventsBehind\":0", (await server.Admin("search-index", "--wait", "--json")).Output, StringComparison.Ordinal);
    }
}
