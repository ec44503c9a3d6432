using System.Net.Sockets;
using System.Text;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Startup;

/// <summary>What the units in deploy/systemd rely on (<c>Type=notify</c>).</summary>
[Collection(ProcessTests.Name)]
public sealed class SystemdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A shell plays systemd: by the name of the process above it a program knows who has started it. It passes SIGTERM on, and the exit code back.
    /// </summary>
    private const string Supervisor = "\"$@\" & child=$!; trap 'kill -TERM $child' TERM; wait $child; wait $child";

    [Fact]
    public async Task Systemd_is_told_when_the_server_is_ready_and_when_it_stops()
    {
        using var folder = new TempFolder();
        var systemd = Path.Combine(folder.Path, "systemd");
        File.Copy("/bin/sh", systemd);
        using var notices = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var socket = Path.Combine(folder.Path, "notify");
        notices.Bind(new UnixDomainSocketEndPoint(socket));
        var url = $"http://127.0.0.1:{LoopbackPort.Free()}";
        var start = ProgramRun.Prepare("WebFrontend", new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = url, ["Parley__DataPath"] = Path.Combine(folder.Path, "data"), ["NOTIFY_SOCKET"] = socket,
        });
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = systemd;
        start.ArgumentList.Clear();
        foreach (var argument in (string[])["-c", Supervisor, "systemd", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        try
        {
            Assert.Equal("READY=1", await Next());
            Assert.Equal(200, (await new TestClient(new Uri(url)).Get("/health/ready")).Status); // what it is ready for
            using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                Assert.Equal("STOPPING=1", await Next());
            }

            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        async Task<string> Next()
        {
            var bytes = new byte[1024];
            using var patience = new CancellationTokenSource(Patience);
            return Encoding.UTF8.GetString(bytes, 0, await notices.ReceiveAsync(bytes, patience.Token)).Trim();
        }
    }
}
