using System.Diagnostics;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Proxy;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public class HaProxyConfigTests
{
    private static readonly FrontendPlan[] Frontends = [Frontend(1, 5001, 5001), Frontend(2, 5002, 6002)];
    private static readonly string Text = HaProxyConfig.Text(new ProxyPlan(8080, 8081), Frontends);

    [Theory]
    [InlineData("bind 127.0.0.1:8080")]
    [InlineData("stats socket ipv4@127.0.0.1:8081 level admin")]
    [InlineData("balance leastconn")]
    [InlineData("http-request set-header X-Forwarded-For %[src]")]
    [InlineData("option httpchk GET /health/ready")]
    [InlineData("http-check expect status 200")]
    [InlineData("timeout client-fin 1s")]
    [InlineData("timeout tunnel 1h")]
    [InlineData("server frontend1 127.0.0.1:5001")]
    [InlineData("server frontend2 127.0.0.1:6002")] // through what stands in between
    public void It_says(string line) => Assert.Contains(line, Text.Split('\n').Select(each => each.Trim()));

    [Fact]
    public void No_client_sticks_to_a_frontend() => Assert.DoesNotContain("cookie", Text, StringComparison.Ordinal);

    [Fact]
    public async Task HAProxy_understands_it_without_a_warning()
    {
        Assert.SkipWhen(ProxyProcess.Missing is not null, ProxyProcess.Missing ?? "");
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(path, Text, TestContext.Current.CancellationToken);

        using var check = Process.Start(new ProcessStartInfo(Tool.HaProxy.Path, ["-c", "-f", path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (check.ExitCode, errors));
    }

    private static FrontendPlan Frontend(int number, int port, int proxied) => new(number, port, proxied, new StorePorts(1, 2));
}
