using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks;

/// <summary>The release build of the server as a process of its own, on a free loopback port and a data folder of its own.</summary>
public sealed class ServerUnderTest : IParley
{
    private readonly string _folder;
    private Process _process;

    private ServerUnderTest(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public string Name => "Parley, one process, SQLite";

    public IReadOnlyList<int> Ports => [Port];

    public IReadOnlyList<int> ProcessIds => [_process.Id];

    public string Folder => _folder;

    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    public static async Task<ServerUnderTest> StartAsync(CancellationToken cancellation)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("parley-bench-").FullName, FreePort());
        var server = new ServerUnderTest(Serve(folder, port), folder, port);
        await server.WaitReadyAsync(cancellation);
        return server;
    }

    /// <summary>The same data in a new process, which remembers nothing.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await StopAsync();
        _process = Serve(_folder, Port);
        await WaitReadyAsync(cancellation);
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

    public async Task<IReadOnlyList<string>> TokensAsync(int users, CancellationToken cancellation)
    {
        using var process = Run(Assembly("Silo"), _folder, null, "admin", "issue-tokens", "--prefix", "load", "--users", users.ToString(CultureInfo.InvariantCulture));
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return ParleyExtensions.Tokens(output, users);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Serve(string folder, int port)
    {
        var process = Run(Assembly("WebFrontend"), folder, $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private async Task WaitReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        for (var deadline = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < deadline && !_process.HasExited; await Task.Delay(100, cancellation))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        await DisposeAsync();
        throw new BenchmarkException("The server did not become ready. Run `dotnet run -c Release --project WebFrontend` to see why.");
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
