using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Runs;

/// <summary>The server as most have it: one process on SQLite.</summary>
internal sealed class EmbeddedServer(ProcessSetting setting, int port, string dataPath) : AppProcess(setting, 1, "server", port, running: null)
{
    private static readonly LocalClusterOptions Built = new();

    protected override string Program => Built.FrontendProgram;

    protected override ImmutableSortedDictionary<string, string> Settings { get; } = ImmutableSortedDictionary<string, string>.Empty
        .Add("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))
        .Add("Parley__DataPath", dataPath)
        .Add("Parley__Throttling__Enabled", "false")
        .Add("Parley__Realtime__MaxQueuedBytes", "262144");

    /// <summary>Runs an admin command beside it.</summary>
    public async Task<AdminResult> AdminAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Built.SiloProgram, "admin", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        Launcher.Set(start, Settings);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new AdminResult(process.ExitCode, output, await errors);
    }
}
