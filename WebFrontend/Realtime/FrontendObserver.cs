using System.Collections.Immutable;
using Parley.Dashboard;
using Parley.Realtime;
using Parley.WebFrontend.Dashboard;

namespace Parley.WebFrontend.Realtime;

/// <summary>Hears for all rooms of this process. Queues and returns: what goes out is written by the connections' pumps.</summary>
public sealed class FrontendObserver(RoomTable table, Attachments attachments, FrontendReporter reporter) : IFrontendObserver
{
    public Task Deliver(RoomBatch batch)
    {
        // A room that is not known here was let go, and the grain has not heard: a room that nobody wants is let go again.
        var room = table.Get(batch.Room);
        if (room.Deliver(batch))
        {
            attachments.Attach(room);
        }

        return Task.CompletedTask;
    }

    public Task Announce(ImmutableArray<string> rooms)
    {
        foreach (var id in rooms)
        {
            if (table.Find(id) is { IsWanted: true } room)
            {
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

    public Task<FrontendReport> Report() => Task.FromResult(reporter.Report(attachments.Frontend));
}
