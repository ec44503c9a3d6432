using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Realtime;

namespace Parley.Grains.Realtime;

/// <summary>
/// The frontends that this silo knows of, and what to tell them all: that a room was activated anew. A frontend is
/// forgotten when it has not renewed for a while.
/// </summary>
public sealed partial class FrontendRegistry(TimeProvider clock, ILogger<FrontendRegistry> logger)
{
    /// <summary>Twice the longest pause between two renewals of a frontend.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(2);

    /// <summary>Announcements that may wait for one frontend; beyond it they are dropped, and renewals find out.</summary>
    private const int MaxWaiting = 10_000;
    private const int MaxPerCall = 500;

    /// <summary>For a frontend to say how it is doing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Frontend> _frontends = new();

    /// <summary>Frontends that have renewed of late.</summary>
    public ImmutableArray<string> Ids => [.. _frontends.Where(frontend => clock.GetElapsedTime(frontend.Value.LastSeen) <= ForgetAfter).Select(frontend => frontend.Key)];

    public void Renew(string id, IFrontendObserver observer)
    {
        var frontend = _frontends.GetOrAdd(id, _ => new Frontend());
        frontend.Observer = observer;
        frontend.LastSeen = clock.GetTimestamp();
    }

    /// <summary>Tells every frontend where a room stands that was just activated. Returns at once.</summary>
    public void Announce(RoomHead head)
    {
        foreach (var (id, frontend) in _frontends)
        {
            if (clock.GetElapsedTime(frontend.LastSeen) > ForgetAfter)
            {
                _frontends.TryRemove(id, out _);
            }
            else if (frontend.Enqueue(head))
            {
                _ = SendAsync(id, frontend);
            }
        }
    }

    /// <summary>How a frontend is doing; null if it is not known here, or does not answer. One that did not answer the last time is not waited for long.</summary>
    public async Task<FrontendReport?> Report(string id)
    {
        if (!_frontends.TryGetValue(id, out var frontend))
        {
            return null;
        }

        try
        {
            var report = await frontend.Observer!.Report().WaitAsync(frontend.IsSilent ? ShortPatience : Patience, clock);
            frontend.IsSilent = false;
            return report;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            frontend.IsSilent = true;
            return null;
        }
    }

    /// <summary>One call at a time to each frontend; what is announced meanwhile rides on the next.</summary>
    private async Task SendAsync(string id, Frontend frontend)
    {
        while (frontend.Take() is { Length: > 0 } heads)
        {
            try
            {
                await frontend.Observer!.Announce(heads);
            }
            catch (Exception e)
            {
                LogAnnouncementLost(e, heads.Length, id);
            }
        }
    }

    [LoggerMessage(4000, LogLevel.Information, "{Rooms} announcements did not reach frontend {Frontend}; its next renewal makes up for it.")]
    private partial void LogAnnouncementLost(Exception exception, int rooms, string frontend);

    private sealed class Frontend
    {
        private readonly Lock _lock = new();
        private readonly Queue<RoomHead> _waiting = new();
        private bool _sending;

        public IFrontendObserver? Observer { get; set; }

        public long LastSeen { get; set; }

        /// <summary>It did not answer when it was asked the last time.</summary>
        public bool IsSilent { get; set; }

        /// <summary>True if the caller is to start sending.</summary>
        public bool Enqueue(RoomHead head)
        {
            lock (_lock)
            {
                if (_waiting.Count < MaxWaiting)
                {
                    _waiting.Enqueue(head);
                }

                return !_sending && (_sending = true);
            }
        }

        /// <summary>The next announcements; none: sending is over.</summary>
        public ImmutableArray<RoomHead> Take()
        {
            lock (_lock)
            {
                var heads = ImmutableArray.CreateBuilder<RoomHead>();
                while (heads.Count < MaxPerCall && _waiting.TryDequeue(out var head))
                {
                    heads.Add(head);
                }

                _sending = heads.Count > 0;
                return heads.ToImmutable();
            }
        }
    }
}
