using Parley.Fuzz.Runs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Fuzz;

/// <summary>A short run of what <c>dotnet run -c Release --project Fuzz</c> does at length.</summary>
[Collection(ProcessTests.Name), Trait("Scope", "S8")]
public sealed class FuzzTests
{
    [Fact]
    public async Task Some_seconds_of_mutated_requests_and_frames_breaks_nothing()
    {
        using var folder = new TempFolder();
        var web = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var options = new FuzzOptions
        {
            Cases = 1_000_000, Seed = Random.Shared.Next(1, 1_000_000), Workers = 4, Output = folder.Path, Limit = TimeSpan.FromSeconds(8),
            Server = Path.Combine(web.Parent!.Parent!.Parent!.Parent!.FullName, "WebFrontend", "bin", web.Parent.Name, web.Name, "Parley.WebFrontend.dll"),
        };

        var report = await FuzzRun.RunAsync(options, TextWriter.Null, TestContext.Current.CancellationToken);

        Assert.True(report.IsClean, $"seed {options.Seed}: {report}");
        Assert.True(report.Cases > 200 && report.ByRoad.Count == 4 && report.CanaryMessages > 0, $"{report}");
    }
}
