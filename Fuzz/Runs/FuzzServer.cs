using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Parley.Fuzz.Runs;

/// <summary>The server that is tried: the real program, in a process and on a data folder of its own, on loopback.</summary>
internal sealed partial class FuzzServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly string _folder;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();
    private bool _ends;

    private FuzzServer(Process process, string folder, StreamWriter log) => (_process, _folder, _log) = (process, folder, log);

    /// <summary>…/Fuzz/bin/CONFIGURATION/FRAMEWORK → …/WebFrontend/bin/CONFIGURATION/FRAMEWORK.</summary>
    public static string OfThisBuild
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, "WebFrontend", "bin", own.Parent.Name, own.Name, "Parley.WebFrontend.dll");
        }
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Lines of its log that say that something failed within.</summary>
    public int ErrorLines { get; private set; }

    public bool IsAlive => !_process.HasExited;

    public long MemoryMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64 / 1024 / 1024;
        }
    }

    public static async Task<FuzzServer> StartAsync(string assembly, string output)
    {
        var folder = Directory.CreateTempSubdirectory("parley-fuzz").FullName;
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Parley__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Parley__DataPath"] = folder;
        start.Environment["Parley__Throttling__Enabled"] = "false";
        start.Environment["Parley__Previews__Enabled"] = "false"; // no calls to the outside
        start.Environment["Parley__Realtime__MaxMalformedFrames"] = "1000000"; // else most of the time would go into connecting again
        start.Environment["Parley__Sessions__MaxPerUser"] = "1000";
        var process = Process.Start(start)!;
        Directory.CreateDirectory(output);
        var server = new FuzzServer(process, folder, new StreamWriter(Path.Combine(output, "server.log")) { AutoFlush = true });
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => server.Heard(line.Data, listening);
        process.ErrorDataReceived += (_, line) => server.Heard(line.Data, listening);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The server ended at its start; see server.log."));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        server.Address = await listening.Task.WaitAsync(Patience);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _ends = true;
        _process.Kill(); // harmless if it has ended
        await _process.WaitForExitAsync();
        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Heard(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_ends)
            {
                return;
            }

            _log.WriteLine(line);
            ErrorLines += Failure().IsMatch(line) ? 1 : 0;
        }

        if (ListensOn().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"^Parley \S+ listens on (?<url>http://[^ ,]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListensOn();

    [GeneratedRegex(@"\b(fail|crit): |Unhandled exception", RegexOptions.ExplicitCapture)]
    private static partial Regex Failure();
}
