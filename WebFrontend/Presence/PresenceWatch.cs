using System.Collections.Immutable;
using Parley.Presence;

namespace Parley.WebFrontend.Presence;

/// <summary>
/// Who looks at whom on this frontend, and what each was told last. Pure decisions: who uses it asks the grains and tells the listeners.
/// Safe to use from many threads.
/// </summary>
/// <typeparam name="TViewer">A connection, or what a test takes for one.</typeparam>
public sealed class PresenceWatch<TViewer>
    where TViewer : notnull
{
    private readonly Lock _lock = new();

    /// <summary>Viewer → users looked at, with what the viewer was told of them; null: nothing yet.</summary>
    private readonly Dictionary<TViewer, Dictionary<string, UserPresence?>> _viewers = [];

    /// <summary>User → how many look.</summary>
    private readonly Dictionary<string, int> _watched = [];

    /// <summary>Everybody whom somebody looks at.</summary>
    public ImmutableArray<string> Watched
    {
        get
        {
            lock (_lock)
            {
                return [.. _watched.Keys];
            }
        }
    }

    /// <summary>The viewer looks at these users and at no others any more.</summary>
    public void Look(TViewer viewer, IReadOnlyCollection<string> users)
    {
        lock (_lock)
        {
            var before = _viewers.GetValueOrDefault(viewer);
            Leave(viewer);
            if (users.Count == 0)
            {
                return;
            }

            var looked = _viewers[viewer] = [];
            foreach (var user in users.Distinct())
            {
                looked[user] = before?.GetValueOrDefault(user);
                _watched[user] = _watched.GetValueOrDefault(user) + 1;
            }
        }
    }

    /// <summary>The viewer looks at nobody any more.</summary>
    public void Leave(TViewer viewer)
    {
        lock (_lock)
        {
            if (!_viewers.Remove(viewer, out var looked))
            {
                return;
            }

            foreach (var user in looked.Keys)
            {
                if (--_watched[user] == 0)
                {
                    _watched.Remove(user);
                }
            }
        }
    }

    /// <summary>Takes what is so now, and answers with what is news to each viewer.</summary>
    /// <param name="now">By user; who is missing was not asked for.</param>
    public IReadOnlyList<(TViewer Viewer, ImmutableArray<UserPresence> News)> Take(IReadOnlyDictionary<string, UserPresence> now)
    {
        var all = new List<(TViewer, ImmutableArray<UserPresence>)>();
        lock (_lock)
        {
            foreach (var (viewer, looked) in _viewers)
            {
                var news = ImmutableArray.CreateBuilder<UserPresence>();
                foreach (var (user, told) in looked)
                {
                    if (now.TryGetValue(user, out var presence) && presence != told)
                    {
                        news.Add(presence);
                    }
                }

                foreach (var presence in news)
                {
                    looked[presence.User] = presence;
                }

                if (news.Count > 0)
                {
                    all.Add((viewer, news.ToImmutable()));
                }
            }
        }

        return all;
    }
}
