using System.Diagnostics;
using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis;

/// <summary>strace, attached to a process and all its threads: makes system calls of it slow, or fail, until it is let go.</summary>
internal sealed class Tracer : IAsyncDisposable
{
    private static readonly Tool Strace = new("strace", "strace");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _strace;
    private readonly string _log;

    private Tracer(Process strace, string log) => (_strace, _log) = (strace, log);

    /// <summary>Calls that it has interfered with so far.</summary>
    public int Injected => File.Exists(_log) ? File.ReadLines(_log).Count(line => line.Contains("(DELAYED)", StringComparison.Ordinal) || line.Contains("(INJECTED)", StringComparison.Ordinal)) : 0;

    /// <param name="calls">With commas between: <c>fsync,fdatasync</c>.</param>
    /// <param name="how">What <c>strace -e inject</c> understands: <c>delay_exit=500000</c> (microseconds), <c>error=EIO</c>.</param>
    public static Tracer Attach(ManagedProcess process, string calls, string how)
    {
        var log = Path.GetTempFileName();
        var start = new ProcessStartInfo(Strace.Path) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["-f", "-o", log, "-e", $"trace={calls}", "-e", $"inject={calls}:{how}", "-p", process.Identity!.Pid.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var strace = Process.Start(start) ?? throw new ClusterException("strace did not start.");
        strace.BeginErrorReadLine();
        return new Tracer(strace, log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            using var interrupt = Process.Start("kill", ["-INT", _strace.Id.ToString(CultureInfo.InvariantCulture)]); // it detaches; killed, it would leave threads stopped
            try
            {
                await _strace.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                _strace.Kill(); // it waits for a thread of a process that has ended
                await _strace.WaitForExitAsync();
            }
        }

        _strace.Dispose();
        File.Delete(_log);
    }
}
