using System.Collections.Immutable;

namespace Parley.WebFrontend.Presence;

/// <summary>
/// The users of one part who have devices here that listen, and what of that has been reported. Pure decisions: who uses it makes the calls,
/// one at a time. Safe to use from many threads.
/// </summary>
/// <typeparam name="TDevice">A connection, or what a test takes for one.</typeparam>
public sealed class PresencePart<TDevice>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<TDevice>> _here = [];

    /// <summary>Users who came or went since the last report.</summary>
    private HashSet<string> _changed = [];
    private List<TaskCompletionSource> _waiting = [];

    /// <summary>Number of the last report that was taken; 0: the next one holds everybody.</summary>
    private long _taken;
    private long _number;
    private UnderWay? _underWay;

    /// <summary>True if a report was lost, or all that was reported: what was sent to users meanwhile has not come here.</summary>
    private bool _mayHaveMissed;

    /// <summary>True if there is somebody to speak of.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_lock)
            {
                return _here.Count > 0 || _changed.Count > 0;
            }
        }
    }

    /// <summary>Adds a device. The task ends when the part's grain knows of its user; the caller is to send a report if it has not ended.</summary>
    public Task Add(string user, TDevice device)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var devices))
            {
                _here[user] = devices = [];
                _changed.Add(user);
            }

            if (!devices.Contains(device))
            {
                devices.Add(device);
            }

            if (_taken > 0 && !_changed.Contains(user) && _underWay?.Users.Contains(user) != true)
            {
                return Task.CompletedTask;
            }

            var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(known);
            return known.Task;
        }
    }

    /// <summary>Takes a device out. True: its user has none left, and a report is to be sent.</summary>
    public bool Remove(string user, TDevice device)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var devices) || !devices.Remove(device) || devices.Count > 0)
            {
                return false;
            }

            _here.Remove(user);
            _changed.Add(user);
            return true;
        }
    }

    /// <summary>Devices of a user that listen.</summary>
    public ImmutableArray<TDevice> DevicesOf(string user)
    {
        lock (_lock)
        {
            return _here.TryGetValue(user, out var devices) ? [.. devices] : [];
        }
    }

    /// <summary>Starts a report: what to send. Null: one is under way, or there is nothing to say.</summary>
    /// <param name="isSignOfLife">True: also if nothing has changed.</param>
    public PresenceChanges? TakeReport(bool isSignOfLife)
    {
        lock (_lock)
        {
            var isNews = _changed.Count > 0 || _waiting.Count > 0 || (_taken == 0 && _here.Count > 0);
            if (_underWay is not null || !(isNews || (isSignOfLife && _here.Count > 0)))
            {
                return null;
            }

            _underWay = new UnderWay(++_number, _changed, _waiting);
            (_changed, _waiting) = ([], []);
            return _taken == 0
                ? new PresenceChanges(_number, After: 0, [.. _here.Keys], [])
                : new PresenceChanges(_number, _taken, [.. _underWay.Users.Where(_here.ContainsKey)], [.. _underWay.Users.Where(user => !_here.ContainsKey(user))]);
        }
    }

    /// <summary>The report was taken, or not; null: that is not known. Answers with the devices that may have missed something, and must ask.</summary>
    public ImmutableArray<TDevice> Reported(bool? wasTaken)
    {
        UnderWay ended;
        ImmutableArray<TDevice> missed = [];
        lock (_lock)
        {
            ended = _underWay!;
            _underWay = null;
            if (wasTaken != true)
            {
                // A part that knows nothing of us is new: what was told to it before is gone, and with it what it was to pass on.
                _mayHaveMissed |= _taken > 0 || wasTaken is null;
                _taken = 0;
                _changed.UnionWith(ended.Users);
                _waiting.AddRange(ended.Waiting);
                return [];
            }

            _taken = ended.Number;
            if (_mayHaveMissed)
            {
                _mayHaveMissed = false;
                missed = [.. _here.Values.SelectMany(devices => devices)];
            }
        }

        foreach (var waiting in ended.Waiting)
        {
            waiting.TrySetResult();
        }

        return missed;
    }

    private sealed record UnderWay(long Number, HashSet<string> Users, List<TaskCompletionSource> Waiting);
}

/// <summary>What is to be reported of a part.</summary>
/// <param name="After">Number of the report before it; 0: <paramref name="Came"/> is everybody.</param>
public sealed record PresenceChanges(long Number, long After, ImmutableArray<string> Came, ImmutableArray<string> Went);
