using System.Collections.Immutable;
using Parley.Presence;
using Parley.Users;

namespace Parley.WebFrontend.Presence;

/// <summary>
/// The users of one part who have devices here that listen, and what of that has been reported. Pure decisions: who uses it makes the calls,
/// one at a time. Safe to use from many threads.
/// </summary>
/// <typeparam name="TDevice">A connection, or what a test takes for one.</typeparam>
public sealed class PresencePart<TDevice>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Present> _here = [];

    /// <summary>Users of whom there is something new since the last report.</summary>
    private HashSet<string> _changed = [];
    private List<TaskCompletionSource> _waiting = [];

    /// <summary>Number of the last report that was taken; 0: the next one holds everybody.</summary>
    private long _taken;
    private long _number;
    private UnderWay? _underWay;

    /// <summary>True if a report was lost, or all that was reported: what was sent to users meanwhile has not come here.</summary>
    private bool _mayHaveMissed;

    /// <summary>Adds a device. The task ends when the part's grain knows of its user; the caller is to send a report if it has not ended.</summary>
    public Task Add(string user, TDevice device)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var present))
            {
                _here[user] = present = new Present();
                _changed.Add(user);
            }

            var before = present.State;
            if (!present.Devices.Contains(device))
            {
                present.Devices.Add(device);
            }

            if (present.State != before)
            {
                _changed.Add(user);
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

    /// <summary>Takes a device out. True: there is something to report.</summary>
    public bool Remove(string user, TDevice device)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var present))
            {
                return false;
            }

            var before = present.State;
            if (!present.Devices.Remove(device))
            {
                return false;
            }

            present.Away.Remove(device);
            if (present.Devices.Count == 0)
            {
                _here.Remove(user);
                return Changed(user, true);
            }

            return Changed(user, present.State != before);
        }
    }

    /// <summary>Somebody is at the device again, or nobody any more. True: there is something to report.</summary>
    public bool SetAway(string user, TDevice device, bool isAway)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var present) || !present.Devices.Contains(device))
            {
                return false;
            }

            var before = present.State;
            _ = isAway ? present.Away.Add(device) : present.Away.Remove(device);
            return Changed(user, present.State != before);
        }
    }

    /// <summary>What a user who is here says of themselves. True: there is something to report.</summary>
    public bool SetStatus(string user, UserStatus? status)
    {
        lock (_lock)
        {
            if (!_here.TryGetValue(user, out var present) || present.Status == status)
            {
                return false;
            }

            present.Status = status;
            return Changed(user, true);
        }
    }

    /// <summary>Devices of a user that listen.</summary>
    public ImmutableArray<TDevice> DevicesOf(string user)
    {
        lock (_lock)
        {
            return _here.TryGetValue(user, out var present) ? [.. present.Devices] : [];
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
            ImmutableArray<string> came = _taken == 0 ? [.. _here.Keys] : [.. _underWay.Users.Where(_here.ContainsKey)];
            ImmutableArray<string> went = _taken == 0 ? [] : [.. _underWay.Users.Where(user => !_here.ContainsKey(user))];
            return new PresenceChanges(_number, _taken, came, went, [.. came.Where(user => !_here[user].IsPlain).Select(user => _here[user].View(user))]);
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
                missed = [.. _here.Values.SelectMany(present => present.Devices)];
            }
        }

        foreach (var waiting in ended.Waiting)
        {
            waiting.TrySetResult();
        }

        return missed;
    }

    private bool Changed(string user, bool hasChanged)
    {
        if (hasChanged)
        {
            _changed.Add(user);
        }

        return hasChanged;
    }

    private sealed record UnderWay(long Number, HashSet<string> Users, List<TaskCompletionSource> Waiting);

    /// <summary>A user who has devices here.</summary>
    private sealed class Present
    {
        public List<TDevice> Devices { get; } = [];

        /// <summary>Those of them that nobody is at.</summary>
        public HashSet<TDevice> Away { get; } = [];

        public UserStatus? Status { get; set; }

        public PresenceState State => Away.Count < Devices.Count ? PresenceState.Online : PresenceState.Away;

        /// <summary>Most are: these need no more than their name.</summary>
        public bool IsPlain => State == PresenceState.Online && Status is null;

        public UserPresence View(string user) => new(user, State, Status);
    }
}

/// <summary>What is to be reported of a part.</summary>
/// <param name="After">Number of the report before it; 0: <paramref name="Came"/> is everybody.</param>
/// <param name="Details">Of those who came, or are otherwise than before, and are more than online.</param>
public sealed record PresenceChanges(long Number, long After, ImmutableArray<string> Came, ImmutableArray<string> Went, ImmutableArray<UserPresence> Details);
