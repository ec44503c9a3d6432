using System.Globalization;

namespace Parley.LocalCluster.Processes;

/// <summary>
/// One process, not to be mistaken for a later one with the same number: the number is used again, number and start time together
/// are not.
/// </summary>
/// <param name="StartTicks">Field 22 of /proc/PID/stat: clock ticks from the start of the machine to that of the process.</param>
/// <param name="Boot">Which start of the machine.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private static readonly Lazy<string> ThisBoot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>The process that has this number now; null if none has.</summary>
    public static ProcessIdentity? Of(int pid) => ReadStat(pid) is { } stat ? new(pid, stat.StartTicks, ThisBoot.Value) : null;

    /// <summary>Dead also means: the number belongs to another process by now.</summary>
    public ProcessState State() =>
        ReadStat(Pid) is { } stat && stat.StartTicks == StartTicks && Boot == ThisBoot.Value ? stat.State : ProcessState.Dead;

    /// <param name="stat">Content of /proc/PID/stat.</param>
    internal static (ProcessState State, long StartTicks) Parse(string stat)
    {
        // The name of the program stands in parentheses and may hold blanks and parentheses itself.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var state = fields[0] switch
        {
            "T" or "t" => ProcessState.Frozen,
            "Z" or "X" => ProcessState.Dead, // has ended; only its parent has not asked yet
            _ => ProcessState.Running,
        };
        return (state, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static (ProcessState State, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null; // there is no such process, or it ended while we read
        }
    }
}
