using System.Runtime.InteropServices;

namespace Parley.LocalCluster.Processes;

/// <summary>What can be sent to a process. The numbers are Linux's.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Signals
{
    /// <summary>Sends it to exactly this process; nothing happens if it has ended.</summary>
    public static void Send(ProcessIdentity process, Signal signal)
    {
        if (process.State() != ProcessState.Dead)
        {
            _ = Kill(process.Pid, (int)signal); // fails only if it has ended since: what is sent to is always our own
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
