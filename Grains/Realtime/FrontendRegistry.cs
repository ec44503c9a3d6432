using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Grains.Rooms;
using Parley.Realtime;
using Parley.Sessions;

namespace Parley.Grains.Realtime;

/// <summary>
/// The frontends that this silo knows of, and what to tell them all: that a room was activated here. It is told until it
/// has been heard: a frontend that listens to a room and does not know where it lives would wait for the next renewal.
/// A frontend is forgotten when it has not renewed for a while.
/// </summary>
public sealed partial class FrontendRegistry(HostedRooms hosted, ILocalSiloDetails self, TimeProvider clock, ILogger<FrontendRegistry> logger)
{
    /// <summary>Twice the longest pause between two renewals of a frontend.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(2);

    /// <summary>Announcements that may wait for one frontend; beyond it, it is told of everything it is not attached to.</summary>
    private const int MaxWaiting = 10_000;
    private const int MaxPerCall = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>For a frontend to say how it is doing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>For a frontend to let go of what has ended or changed.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(500);

    private readonly string _self = self.SiloAddress.ToParsableString();
    private readonly ConcurrentDictionary<string, Frontend> _frontends = new();

    /// <summary>Frontends that have renewed of late.</summary>
    public ImmutableArray<string> Ids => [.. _frontends.Where(frontend => clock.GetElapsedTime(frontend.Value.LastSeen) <= ForgetAfter).Select(frontend => frontend.Key)];

    /// <summary>Notes that the frontend lives. One that was not known is told of all rooms here.</summary>
    public void Renew(string id, IFrontendObserver observer)
    {
        var frontend = _frontends.GetOrAdd(id, _ => new Frontend(MaxWaiting) { Observer = observer, LastSeen = clock.GetTimestamp() });
        frontend.Observer = observer;
        frontend.LastSeen = clock.GetTimestamp();
        if (frontend.IsNew)
        {
            frontend.IsNew = false;
            Start(id, frontend, frontend.EnqueueAll());
        }
    }

    /// <summary>Tells every frontend that a room was activated here. Returns at once.</summary>
    public void Announce(string room)
    {
        foreach (var (id, frontend) in _frontends)
        {
            Start(id, frontend, frontend.Enqueue(room));
        }
    }

    /// <summary>Tells one frontend that a room here no longer delivers to it, so that it attaches again. Returns at once.</summary>
    public void Announce(string room, string frontend)
    {
        if (_frontends.TryGetValue(frontend, out var known)) // else its next renewal makes it known, and it is told of everything
        {
            Start(frontend, known, known.Enqueue(room));
        }
    }

    private void Start(string id, Frontend frontend, bool mustSend)
    {
        if (mustSend)
        {
            _ = Task.Run(() => SendAsync(id, frontend)); // on nobody's scheduler: not in the turn of the room that announces itself
        }
    }

    /// <summary>How a frontend is doing; null if it is not known here, or does not answer. One that did not answer the last time is not waited for long.</summary>
    public async Task<FrontendReport?> Report(string id)
    {
        if (!_frontends.TryGetValue(id, out var frontend) || frontend.Observer is not { } observer)
        {
            return null;
        }

        try
        {
            var report = await observer.Report().WaitAsync(frontend.IsSilent ? ShortPatience : Patience, clock);
            frontend.IsSilent = false;
            return report;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            frontend.IsSilent = true;
            return null;
        }
    }

    /// <summary>Tells all frontends of sessions that have ended. Those that do not answer soon learn of it by the feed.</summary>
    public Task SessionsEnded(ImmutableArray<EndedSession> sessions) => TellAll(observer => observer.SessionsEnded(sessions));

    /// <summary>Tells all frontends of users whose profile is another now. Those that do not answer soon show the old one until they read it anew.</summary>
    public Task ProfilesChanged(ImmutableArray<string> users) => TellAll(observer => observer.ProfilesChanged(users));

    /// <summary>Tells all frontends of a refusal that was lifted.</summary>
    public Task LimitLifted(string scope, string key) => TellAll(observer => observer.LimitLifted(scope, key));

    /// <summary>Has a frontend stop. False: it is not known here, or does not answer.</summary>
    public async Task<bool> Drain(string id)
    {
        if (!_frontends.TryGetValue(id, out var frontend))
        {
            return false;
        }

        try
        {
            await frontend.Observer.Drain().WaitAsync(Patience, clock);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return false;
        }
    }

    private Task TellAll(Func<IFrontendObserver, Task> tell) => Task.WhenAll(_frontends.Values.Select(async frontend =>
    {
        try
        {
            await tell(frontend.Observer).WaitAsync(EndPatience, clock);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            // It is gone, or of an older version, or about to be cut off: then it takes care of itself.
        }
    }));

    /// <summary>One call at a time to each frontend; what is announced meanwhile rides on the next.</summary>
    private async Task SendAsync(string id, Frontend frontend)
    {
        while (frontend.Take() is { } batch)
        {
            try
            {
                foreach (var rooms in (batch.All ? hosted.NotAttached(id) : batch.Rooms).Chunk(MaxPerCall))
                {
                    await frontend.Observer.Announce(_self, [.. rooms]);
                }
            }
            catch (Exception e)
            {
                if (e is ClientNotAvailableException || clock.GetElapsedTime(frontend.LastSeen) > ForgetAfter)
                {
                    _frontends.TryRemove(id, out _);
                    return;
                }

                LogAnnouncementLost(e, id);
                frontend.EnqueueAll();
                await Task.Delay(RetryAfter, clock);
            }
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "Announcements did not reach frontend {Frontend}; they are repeated.")]
    private partial void LogAnnouncementLost(Exception exception, string frontend);

    private sealed class Frontend(int maxWaiting)
    {
        private readonly Lock _lock = new();
        private ImmutableArray<string>.Builder _waiting = ImmutableArray.CreateBuilder<string>();
        private bool _all;
        private bool _sending;

        public required IFrontendObserver Observer { get; set; }

        public long LastSeen { get; set; }

        /// <summary>It did not answer when it was asked the last time.</summary>
        public bool IsSilent { get; set; }

        public bool IsNew { get; set; } = true;

        /// <summary>True if the caller is to start sending.</summary>
        public bool Enqueue(string room)
        {
            lock (_lock)
            {
                if (!_all)
                {
                    _waiting.Add(room);
                    _all = _waiting.Count > maxWaiting;
                }

                return MustStart();
            }
        }

        /// <summary>Everything, in the place of what waits. True if the caller is to start sending.</summary>
        public bool EnqueueAll()
        {
            lock (_lock)
            {
                _all = true;
                return MustStart();
            }
        }

        /// <summary>What is to be announced next; null: sending is over.</summary>
        public (bool All, ImmutableArray<string> Rooms)? Take()
        {
            lock (_lock)
            {
                _sending = _all || _waiting.Count > 0;
                if (!_sending)
                {
                    return null;
                }

                var (all, rooms) = (_all, _waiting.DrainToImmutable());
                (_all, _waiting) = (false, ImmutableArray.CreateBuilder<string>());
                return (all, rooms);
            }
        }

        private bool MustStart() => !_sending && (_sending = true);
    }
}
