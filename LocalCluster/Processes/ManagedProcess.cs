using System.Diagnostics;
using System.Globalization;

namespace Parley.LocalCluster.Processes;

/// <summary>
/// One process of the cluster, to be killed, frozen and started again with the same ports and data. Not for concurrent use by several
/// callers, except for reading its state.
/// </summary>
public abstract class ManagedProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ProcessSetting _setting;
    private Process? _child; // null if another program has started it
    private long _logStart; // where in the log the present run begins

    /// <param name="running">If it was started before, by another program perhaps.</param>
    protected ManagedProcess(ProcessSetting setting, ProcessIdentity? running)
    {
        _setting = setting;
        Identity = running;
    }

    public string Name => Launch.Name;

    /// <summary>The present or last process; null before the first start.</summary>
    public ProcessIdentity? Identity { get; private set; }

    public ProcessState State => Identity?.State() ?? ProcessState.Dead;

    /// <summary>Where it is reached, for people.</summary>
    public abstract string Address { get; }

    public string LogPath => _setting.Log(Name);

    /// <summary>How the last run ended, negative or above 128 for a signal; null while it runs and if another program has started it.</summary>
    public int? ExitCode => _child is { HasExited: true } ? _child.ExitCode : null;

    /// <summary>How to start it; may differ from start to start.</summary>
    protected abstract Launch Launch { get; }

    protected string Folder => _setting.Folder;

    /// <summary>After every start.</summary>
    internal event Action? Started;

    /// <summary>Starts it and does not wait for it to be ready.</summary>
    /// <exception cref="ClusterException">It runs already, or cannot be started.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (State != ProcessState.Dead)
        {
            throw new ClusterException($"{Name} runs already.");
        }

        await PrepareAsync(cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        _logStart = File.Exists(LogPath) ? new FileInfo(LogPath).Length : 0;
        var now = DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        await File.AppendAllTextAsync(LogPath, $"---- {now} {Name} starts\n", cancellation);

        _child?.Dispose();
        _child = Launcher.Start(Launch, _setting.Folder, LogPath, _setting.Detached);
        Identity = ProcessIdentity.Of(_child.Id); // null if it has ended already: dead all the same
        Started?.Invoke();
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await WaitForExitAsync().WaitAsync(_setting.Patience);
    }

    /// <summary>SIGTERM: it stops by itself. A frozen one is thawed for it.</summary>
    /// <returns>Its exit code; null if another program has started it.</returns>
    /// <exception cref="ClusterException">It still runs after the patience of the cluster.</exception>
    public async Task<int?> StopAsync(CancellationToken cancellation = default)
    {
        Send(Signal.Terminate);
        Send(Signal.Continue);
        try
        {
            await WaitForExitAsync(cancellation).WaitAsync(_setting.Patience, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new ClusterException($"{Name} was asked to stop and still runs after {_setting.Patience.TotalSeconds:0} s. Kill it, or see {LogPath}.", e);
        }

        return ExitCode;
    }

    /// <summary>SIGTERM, without waiting for what comes of it.</summary>
    public void AskToStop() => Send(Signal.Terminate);

    /// <summary>SIGSTOP: it holds all it has and does nothing. Returns when the kernel has stopped it.</summary>
    public async Task FreezeAsync()
    {
        Send(Signal.Stop);
        while (State == ProcessState.Running)
        {
            await Task.Delay(Pause);
        }
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Send(Signal.Continue);

    /// <summary>Stops it in order if it runs (a frozen one is killed) and starts it: same ports, same data.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await (State switch
        {
            ProcessState.Running => StopAsync(cancellation),
            ProcessState.Frozen => KillAsync(),
            _ => Task.CompletedTask,
        });
        await StartAsync(cancellation);
    }

    /// <summary>Returns when it has ended, whoever ended it.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellation = default)
    {
        while (State != ProcessState.Dead)
        {
            await Task.Delay(Pause, cancellation);
        }

        // The kernel knows a little earlier than the runtime, which has the exit code.
        await (_child?.WaitForExitAsync(cancellation) ?? Task.CompletedTask);
    }

    /// <summary>Why it cannot do its work; null if it can.</summary>
    public async Task<string?> WhyNotReadyAsync(CancellationToken cancellation = default) => State switch
    {
        ProcessState.Dead => "does not run",
        ProcessState.Frozen => "frozen",
        _ => await AskAsync(cancellation),
    };

    /// <summary>Returns when it can do its work.</summary>
    /// <exception cref="ClusterException">It ended, or took longer than the patience of the cluster; with the end of its log.</exception>
    public async Task WaitReadyAsync(CancellationToken cancellation = default)
    {
        for (var started = Stopwatch.GetTimestamp(); await WhyNotReadyAsync(cancellation) is { } reason; await Task.Delay(Pause, cancellation))
        {
            if (State == ProcessState.Dead)
            {
                await WaitForExitAsync(cancellation);
                throw new ClusterException($"{Name} has ended{(ExitCode is { } code ? $" with exit code {code}" : "")}. The end of {LogPath}:\n{LogTail()}");
            }

            if (Stopwatch.GetElapsedTime(started) > _setting.Patience)
            {
                throw new ClusterException($"{Name} is not ready after {_setting.Patience.TotalSeconds:0} s: {reason}. The end of {LogPath}:\n{LogTail()}");
            }
        }
    }

    /// <summary>The last lines it has written since its last start by this program.</summary>
    /// <param name="lines">At most this many.</param>
    public string LogTail(int lines = 20)
    {
        if (!File.Exists(LogPath))
        {
            return "";
        }

        const int LongestTail = 64 * 1024;
        using var log = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Position = Math.Max(_logStart, log.Length - LongestTail);
        using var reader = new StreamReader(log);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines));
    }

    /// <summary>Makes what it needs to start: folders, configuration.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Asks the running process whether it can do its work, for a few seconds at most.</summary>
    /// <returns>Null: it can. Else why not, without a full stop.</returns>
    protected abstract Task<string?> AskAsync(CancellationToken cancellation);

    private void Send(Signal signal)
    {
        if (Identity is { } process)
        {
            Signals.Send(process, signal);
        }
    }
}
