using System.Diagnostics;
using Xunit;

namespace Parley.Tests.Docs;

public class SizingPageTests
{
    [Fact]
    public async Task The_page_has_the_table_that_the_script_prints()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["deploy/sizing.mjs", "--markdown"]) { WorkingDirectory = GeneratedDoc.Root, RedirectStandardOutput = true })!;
        var table = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, node.ExitCode);
        GeneratedDoc.IsUpToDate("docs/sizing.md", table);
    }
}
