using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Parley.Tests.Support;

/// <summary>The server as a process of its own, on a free loopback port and a data folder of its own, to be killed and started again.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder _folder;
    private readonly Dictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _lines = [];
    private Process _process = null!;

    private ServerProcess(TempFolder folder, Dictionary<string, string> settings)
    {
        _folder = folder;
        _settings = settings;
    }

    /// <summary>Where it listens; another port after every start.</summary>
    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    public string DataPath => _folder.Path;

    /// <summary>Settings that make another program act on the same installation.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>All it has written since its first start.</summary>
    public string Output => string.Join('\n', _lines);

    /// <param name="settings">Environment variables, e.g. <c>Parley__Throttling__Enabled</c>.</param>
    public static async Task<ServerProcess> Start(params (string Name, string Value)[] settings)
    {
        var folder = new TempFolder();
        var server = new ServerProcess(folder, new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Parley__DataPath"] = folder.Path,
            ["Parley__Throttling__Enabled"] = "false",
            ["Parley__Previews__Enabled"] = "false",
        });
        foreach (var (name, value) in settings)
        {
            server._settings[name] = value;
        }

        try
        {
            await server.Launch();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Starts it again on the same data; it must have ended.</summary>
    public async Task Restart()
    {
        _process.Dispose();
        await Launch();
    }

    /// <summary>An admin command beside it.</summary>
    public Task<Ending> Admin(params string[] arguments) => ProgramRun.ToEnd("Silo", _settings, ["admin", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(); // harmless if it has ended
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task Launch()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = ProgramRun.Start("WebFrontend", _settings);
        _process.OutputDataReceived += (_, line) => Heard(line.Data, listening);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data, listening);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The server ended at its start:\n{Output}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await listening.Task.WaitAsync(Patience);
    }

    private void Heard(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (ListensOn().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"^Parley \S+ listens on (?<url>http://[^ ,]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListensOn();
}
