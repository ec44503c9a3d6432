using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Parley.Grains.Realtime;
using Parley.Realtime;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// Sends a room's events to the frontends that look. Each frontend has a cursor into the room's tail and at most one
/// delivery under way, which is awaited by nobody else: that keeps the order, lets events pile into the next batch, and
/// notices a frontend that is gone. Runs on the grain's scheduler.
/// </summary>
internal sealed partial class RoomPublisher(string room, RoomLine line, RoomOptions options, HostedRooms hosted, FrontendRegistry frontends, ILogger logger)
{
    private readonly Dictionary<string, Sink> _sinks = [];

    /// <summary>Delivers from this number on. An earlier attachment of the frontend ends.</summary>
    public void Attach(string frontend, IFrontendObserver observer, long after)
    {
        // An attachment that comes late, after a newer one, must not skip what that one has not delivered yet; what comes twice is dropped by number.
        var cursor = _sinks.TryGetValue(frontend, out var former) ? Math.Min(former.Cursor, after) : after;
        _sinks[frontend] = new Sink(frontend, observer) { Cursor = cursor };
        hosted.Attached(room, frontend);
        if (cursor < after)
        {
            Pump();
        }
    }

    public void Detach(string frontend)
    {
        if (_sinks.Remove(frontend))
        {
            hosted.Detached(room, frontend);
        }
    }

    /// <summary>Sets every idle frontend's delivery going.</summary>
    public void Pump()
    {
        foreach (var sink in _sinks.Values)
        {
            if (!sink.Delivering)
            {
                sink.Delivering = true;
                _ = DeliverAsync(sink);
            }
        }
    }

    /// <summary>Passes something on that may be lost.</summary>
    public void Ephemeral(RoomEphemeral ephemeral)
    {
        foreach (var sink in _sinks.Values)
        {
            sink.Observer.Ephemeral(ephemeral).Ignore();
        }
    }

    private async Task DeliverAsync(Sink sink)
    {
        try
        {
            while (IsCurrent(sink) && sink.Cursor < line.Tail.LastSeq)
            {
                // A cursor that fell off the tail jumps on: the frontend sees the hole and fetches it.
                var from = Math.Max(sink.Cursor, line.Tail.FirstSeq - 1);
                var events = line.Tail.After(from, options.MaxDeliverEvents, options.MaxBatchCharacters);
                await sink.Observer.Deliver(new RoomBatch(room, line.Epoch!, events, _sinks.Count));
                sink.Cursor = events[^1].Seq;
            }
        }
        catch (Exception e)
        {
            // Gone, or too slow; or its answer was lost, or came while this silo was frozen, and it believes that all is well: it would hear
            // nothing until its next renewal. So it is told.
            LogFrontendDropped(e, room, sink.Frontend);
            if (IsCurrent(sink))
            {
                Detach(sink.Frontend);
                frontends.Announce(room, sink.Frontend);
            }
        }
        finally
        {
            sink.Delivering = false;
        }
    }

    private bool IsCurrent(Sink sink) => _sinks.TryGetValue(sink.Frontend, out var current) && ReferenceEquals(current, sink);

    [LoggerMessage(1020, LogLevel.Information, "Room {Room} no longer delivers to frontend {Frontend}.")]
    private partial void LogFrontendDropped(Exception exception, string room, string frontend);

    private sealed class Sink(string frontend, IFrontendObserver observer)
    {
        public string Frontend { get; } = frontend;

        public IFrontendObserver Observer { get; } = observer;

        /// <summary>The last number that the frontend has taken.</summary>
        public long Cursor { get; set; }

        public bool Delivering { get; set; }
    }
}
