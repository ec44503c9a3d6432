using System.Collections.Immutable;
using Parley.Dashboard;
using Parley.Realtime;
using Parley.Sessions;
using Parley.Users;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>Hears for all rooms of this process. Queues: what goes out is written by the connections' pumps.</summary>
public sealed class FrontendObserver(
    RoomTable table, Attachments attachments, SessionRevocations revocations, ListeningDevices devices, FrontendReporter reporter, ProfileChanges profiles,
    IThrottle throttle, IHostApplicationLifetime lifetime, RealtimeOptions options, TimeProvider clock) : IFrontendObserver
{
    private static readonly TimeSpan AnswerMoment = TimeSpan.FromMilliseconds(50);

    public Task Deliver(RoomBatch batch)
    {
        // A room that is not known here was let go, and the grain has not heard: a room that nobody wants is let go again.
        var room = table.Get(batch.Room);
        if (room.Deliver(batch))
        {
            attachments.Attach(room);
        }

        return DeliveryPace.After(room.Readers, batch.Frontends, options) is { Ticks: > 0 } pause ? Task.Delay(pause, clock) : Task.CompletedTask;
    }

    public Task Announce(string silo, ImmutableArray<string> rooms)
    {
        foreach (var id in rooms)
        {
            // Also rooms that nobody looks at just now: whoever comes back before they are let go would take a dead attachment for a living one.
            if (table.Find(id) is { } room)
            {
                room.Announced(silo);
                attachments.Attach(room);
            }
        }

        return Task.CompletedTask;
    }

    public Task Ephemeral(RoomEphemeral ephemeral)
    {
        table.Find(ephemeral.Room)?.Ephemeral(Push.Ephemeral(ephemeral));
        return Task.CompletedTask;
    }

    public Task Own(OwnNews news)
    {
        devices.Tell(news);
        return Task.CompletedTask;
    }

    public Task SessionsEnded(ImmutableArray<EndedSession> sessions)
    {
        foreach (var (session, until) in sessions)
        {
            revocations.Revoke(session, until);
        }

        return Task.CompletedTask;
    }

    public Task ProfilesChanged(ImmutableArray<string> users)
    {
        foreach (var user in users)
        {
            profiles.Changed(user);
        }

        return Task.CompletedTask;
    }

    public Task LimitLifted(string scope, string key)
    {
        throttle.Forget(scope, key);
        return Task.CompletedTask;
    }

    public Task Drain()
    {
        // For the answer to leave; what follows is what follows on SIGTERM.
        _ = Task.Delay(AnswerMoment, clock).ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public Task<FrontendReport> Report() => Task.FromResult(reporter.Report(attachments.Frontend));
}
