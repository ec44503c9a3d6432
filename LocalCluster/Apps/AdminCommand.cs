using System.Diagnostics;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Apps;

/// <summary>How an admin command ended.</summary>
public sealed record AdminResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the admin command line of the silo's program against the cluster.</summary>
internal static class AdminCommand
{
    public static async Task<AdminResult> RunAsync(ClusterPlan plan, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [plan.SiloProgram, "admin", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        Launcher.Set(start, AppSettings.Admin(plan));
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new AdminResult(process.ExitCode, output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true); // if we no longer wait for it
        }
    }
}
