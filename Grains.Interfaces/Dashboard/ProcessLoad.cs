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

    /// <summary>When the process started.</summary>
    public DateTimeOffset StartedAt { get; } = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>Memory it has in use, in bytes; and processor time since the last look, in percent of all processors.</summary>
    public (long MemoryBytes, double CpuPercent) Read()
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

            return (Environment.WorkingSet, _percent);
        }
    }
}
