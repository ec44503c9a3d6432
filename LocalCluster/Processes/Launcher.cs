using System.Diagnostics;

namespace Parley.LocalCluster.Processes;

/// <summary>Starts processes whose output goes to a file instead of to us.</summary>
internal static class Launcher
{
    /// <summary>
    /// Opens the log in the process itself, so that nothing of it hangs on us: with a pipe it would die of our end. Standard input is empty.
    /// </summary>
    private const string Wrapper = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null";

    /// <param name="detached">A session of its own: it outlives us and the terminal. Else whoever ends our process group ends it too.</param>
    public static Process Start(Launch launch, string folder, string log, bool detached)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, UseShellExecute = false };
        string[] session = detached ? ["setsid"] : []; // the child leads no process group, so setsid does not fork: the pid stays
        foreach (var argument in (string[])["-c", Wrapper, "sh", log, .. session, launch.Program, .. launch.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Set(start, launch.Settings);
        return Process.Start(start)!;
    }

    /// <summary>These settings, and none of the shell that we are called from.</summary>
    public static void Set(ProcessStartInfo start, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
    }

    /// <summary>Settings of the shell it is called from must not reach into the cluster.</summary>
    private static bool IsOurs(string name) =>
        name.StartsWith("Parley__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_ENVIRONMENT" or "URLS";
}
