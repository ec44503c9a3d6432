using System.Diagnostics;

namespace Parley.Dashboard;

/// <summary>What this process takes of its machine.</summary>
public sealed class ProcessLoad(TimeProvider clock)
{
    /// <summary>Processor time is looked at no more often than this: over less it says little.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private long _at = clock.GetTimestamp();
    private double _percent;

    private readonly DateTimeOffset _startedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>Processor time is that since the last report, or over the last second if that is less.</summary>
    public ProcessReport Report()
    {
        lock (_lock)
        {
            var passed = clock.GetElapsedTime(_at);
            if (passed >= Step)
            {
                var cpu = Environment.CpuUsage.TotalTime;
                _percent = 100 * ((cpu - _cpu) / passed) / Environment.ProcessorCount;
                (_cpu, _at) = (cpu, clock.GetTimestamp());
            }

            return new ProcessReport(Environment.MachineName, ProgramVersion.Text, _startedAt, Environment.WorkingSet, _percent);
        }
    }
}
