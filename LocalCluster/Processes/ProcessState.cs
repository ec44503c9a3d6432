namespace Parley.LocalCluster.Processes;

/// <summary>What the kernel says about a process. Running says nothing about being ready.</summary>
public enum ProcessState
{
    Dead,
    Running,

    /// <summary>Stopped by SIGSTOP: holds its sockets and memory, does nothing.</summary>
    Frozen,
}
