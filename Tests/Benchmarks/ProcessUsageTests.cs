using System.Diagnostics;
using Parley.Benchmarks;
using Xunit;

namespace Parley.Tests.Benchmarks;

public class ProcessUsageTests
{
    // utime 5, stime 7, cutime 11, cstime 13 hundredths of a second, 100 pages.
    private const string Stat = "42 (a (b) c) S 1 42 42 0 -1 4194304 90 80 0 0 5 7 11 13 20 0 1 0 1000 1000000 100 18446744073709551615";

    [Theory]
    [InlineData(false, 120)]
    [InlineData(true, 360)]
    public void Time_and_memory_are_where_the_kernel_writes_them(bool withEnded, int milliseconds) =>
        Assert.Equal(new ProcessUsage(TimeSpan.FromMilliseconds(milliseconds), 100L * Environment.SystemPageSize), ProcessUsage.Parse(Stat, withEnded));

    [Fact]
    public async Task What_a_child_has_used_still_counts_once_it_has_ended()
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done); echo done; read line");
        using var process = Process.Start(start)!;
        Assert.Equal("done", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var (all, own) = (ProcessUsage.OfAll([process.Id, process.Id]), ProcessUsage.Of(process.Id));

        Assert.InRange(all.Cpu - own.Cpu, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20));
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Throws<BenchmarkException>(() => ProcessUsage.OfAll([process.Id]));
    }
}
