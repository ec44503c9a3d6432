using Parley.Presence;

namespace Parley.Grains.Presence;

/// <summary>Which users are connected to which frontends, as far as these have said so. Knows no clock and calls nobody.</summary>
/// <typeparam name="TObserver">How a frontend is reached.</typeparam>
/// <param name="forgetAfter">A frontend that has said nothing for this long is gone.</param>
internal sealed class PresenceTable<TObserver>(TimeSpan forgetAfter)
    where TObserver : class
{
    private readonly Dictionary<string, Frontend> _frontends = [];

    /// <summary>User → frontends that have said that the user is there. Never an empty set.</summary>
    private readonly Dictionary<string, HashSet<Frontend>> _users = [];

    /// <summary>Takes a report. False: it builds on one that is not known, and nothing was taken.</summary>
    /// <param name="details">Of those who came, if they are more than online.</param>
    public bool Take(
        string id, TObserver observer, long number, long after, IReadOnlyCollection<string> came, IReadOnlyCollection<string> went, IReadOnlyCollection<UserPresence> details,
        DateTimeOffset now)
    {
        var known = _frontends.GetValueOrDefault(id);
        if (known is not null && number <= known.Number)
        {
            return number == known.Number; // the same once more, or one that is late
        }

        if (after != 0 && known?.Number != after)
        {
            return false;
        }

        if (after == 0)
        {
            Drop(id);
            _frontends[id] = known = new Frontend(id);
        }

        (known!.Observer, known.Number, known.LastSeen) = (observer, number, now);
        foreach (var user in came)
        {
            Add(known, new UserPresence(user, PresenceState.Online, Status: null));
        }

        foreach (var presence in details)
        {
            Add(known, presence);
        }

        foreach (var user in went)
        {
            Remove(known, user);
        }

        return true;
    }

    /// <summary>Where a user has devices.</summary>
    public IReadOnlyList<(string Id, TObserver Observer)> FrontendsOf(string user, DateTimeOffset now) =>
        [.. AliveOf(user, now).Select(frontend => (frontend.Id, frontend.Observer!))];

    /// <summary>What all frontends together make of a user.</summary>
    public UserPresence StateOf(string user, DateTimeOffset now)
    {
        var seen = AliveOf(user, now).Select(frontend => frontend.Users[user]).OrderByDescending(presence => presence.State).ToArray();
        return new UserPresence(user, seen is [var first, ..] ? first.State : PresenceState.Offline, seen.Select(presence => presence.Status).FirstOrDefault(status => status is not null));
    }

    /// <summary>Forgets frontends that have said nothing for too long.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var silent in _frontends.Values.Where(frontend => !IsAlive(frontend, now)).ToArray())
        {
            Drop(silent.Id);
        }
    }

    /// <summary>Forgets a frontend and what it has said.</summary>
    public void Drop(string id)
    {
        if (_frontends.Remove(id, out var frontend))
        {
            foreach (var user in frontend.Users.Keys.ToArray())
            {
                Remove(frontend, user);
            }
        }
    }

    private IEnumerable<Frontend> AliveOf(string user, DateTimeOffset now) =>
        _users.TryGetValue(user, out var frontends) ? frontends.Where(frontend => IsAlive(frontend, now)) : [];

    private void Add(Frontend frontend, UserPresence presence)
    {
        frontend.Users[presence.User] = presence;
        if (!_users.TryGetValue(presence.User, out var frontends))
        {
            _users[presence.User] = frontends = [];
        }

        frontends.Add(frontend);
    }

    private void Remove(Frontend frontend, string user)
    {
        if (frontend.Users.Remove(user) && _users.TryGetValue(user, out var frontends) && frontends.Remove(frontend) && frontends.Count == 0)
        {
            _users.Remove(user);
        }
    }

    private bool IsAlive(Frontend frontend, DateTimeOffset now) => now - frontend.LastSeen <= forgetAfter;

    private sealed class Frontend(string id)
    {
        public string Id => id;

        public TObserver? Observer { get; set; }

        /// <summary>Of the last report that was taken.</summary>
        public long Number { get; set; }

        public DateTimeOffset LastSeen { get; set; }

        /// <summary>User → what the devices there make of the user.</summary>
        public Dictionary<string, UserPresence> Users { get; } = [];
    }
}
