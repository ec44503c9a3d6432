using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Benchmarks;

/// <summary>The release build of the server as a process of its own, on a free loopback port and a data folder of its own.</summary>
public sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ServerUnderTest(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    public static async Task<ServerUnderTest> StartAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("parley-bench-").FullName;
        var port = FreePort();
        var process = Run(Assembly("WebFrontend"), folder, $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerUnderTest(process, folder, port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline && !process.HasExited; await Task.Delay(100, cancellation))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return server;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        await server.DisposeAsync();
        throw new BenchmarkException("The server did not become ready. Run `dotnet run -c Release --project WebFrontend` to see why.");
    }

    /// <summary>Users with access tokens who are members of the room; both are made if missing.</summary>
    public async Task<IReadOnlyList<string>> TokensAsync(string room, int users)
    {
        using var process = Run(
            Assembly("Silo"), _folder, null,
            "admin", "issue-tokens", "--prefix", $"{room}-u", "--users", users.ToString(CultureInfo.InvariantCulture), "--room", room);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var tokens = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1].Trim()).ToList();
        return tokens.Count == users ? tokens : throw new BenchmarkException($"admin issue-tokens gave {tokens.Count} of {users} tokens for {room}.");
    }

    /// <summary>Users with access tokens who are in no room.</summary>
    public async Task<IReadOnlyList<string>> TokensAsync(int users)
    {
        using var process = Run(
            Assembly("Silo"), _folder, null, "admin", "issue-tokens", "--prefix", "load-u", "--users", users.ToString(CultureInfo.InvariantCulture));
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var tokens = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1].Trim()).ToList();
        return tokens.Count == users ? tokens : throw new BenchmarkException($"admin issue-tokens gave {tokens.Count} of {users} tokens.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Run(string assembly, string folder, string? urls, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["Parley__DataPath"] = folder;
        start.Environment["Parley__Throttling__Enabled"] = "false";
        start.Environment["Parley__Previews__Enabled"] = "false"; // no calls to the outside
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        if (urls is not null)
        {
            start.Environment["ASPNETCORE_URLS"] = urls;
        }

        return Process.Start(start)!;
    }

    /// <summary>Beside this program's own output: …/Benchmarks/bin/CONFIGURATION/net10.0.</summary>
    private static string Assembly(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, project, "bin", own.Parent.Name, own.Name, $"Parley.{project}.dll");
        return File.Exists(path) ? path : throw new BenchmarkException($"{path} is missing. Build the solution first.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
