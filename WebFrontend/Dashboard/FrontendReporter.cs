using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Parley.Dashboard;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Dashboard;

/// <summary>Says how this frontend is doing, and gives what can only be looked at to whoever collects metrics.</summary>
public sealed class FrontendReporter
{
    private readonly FrontendMetrics _metrics;
    private readonly RoomTable _rooms;
    private readonly Connections _connections;
    private readonly IServer _server;
    private readonly ProcessLoad _load;
    private readonly IEnumerable<IClusterWarning> _warnings;

    public FrontendReporter(
        FrontendMetrics metrics, RoomTable rooms, Connections connections, IServer server, ProcessLoad load, IEnumerable<IClusterWarning> warnings)
    {
        _metrics = metrics;
        _rooms = rooms;
        _connections = connections;
        _server = server;
        _load = load;
        _warnings = warnings;
        metrics.Meter.CreateObservableUpDownCounter("parley.connection.active", ObserveConnections, "{connection}", "Connections of clients.");
        metrics.Meter.CreateObservableUpDownCounter("parley.subscription.active", () => rooms.All.Sum(room => room.Subscribers), "{subscription}", "Rooms of connections: one that looks at three counts three.");
        metrics.Meter.CreateObservableUpDownCounter("parley.fanout.rooms", () => rooms.All.Count(room => room.IsAttached), "{room}", "Rooms that are attached to their grain.");
        metrics.Meter.CreateObservableUpDownCounter("parley.queue.batches", () => connections.Queued.Batches, "{batch}", "Batches of events and ephemera that wait for connections to take them, a second ago at most.");
        metrics.Meter.CreateObservableUpDownCounter("parley.queue.bytes", () => connections.Queued.Bytes, "By", "The same in bytes; a batch that waits for ten readers counts ten times.");
        metrics.Meter.CreateObservableUpDownCounter("parley.queue.waiting", () => connections.Queued.Waiting, "{connection}", "Connections for which anything waits.");
        metrics.Meter.CreateObservableGauge("parley.queue.fullest", () => connections.Queued.Fullest, null, "How full the fullest queue of a connection is: 0 empty, 1 at its limit.");
    }

    public FrontendReport Report(string frontend)
    {
        var (hub, raw) = _connections.Kinds;
        var addresses = _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return _metrics.Fill(new FrontendReport(frontend, [.. addresses], _load.Report())
        {
            HubSockets = hub,
            RawSockets = raw,
            Subscriptions = _rooms.All.Sum(room => room.Subscribers),
            Rooms = _rooms.All.Count(room => room.IsAttached),
            Warnings = [.. _warnings.SelectMany(warning => warning.Current)],
        });
    }

    private IEnumerable<System.Diagnostics.Metrics.Measurement<int>> ObserveConnections()
    {
        var (hub, raw) = _connections.Kinds;
        yield return new(hub, new KeyValuePair<string, object?>("kind", "hub"));
        yield return new(raw, new KeyValuePair<string, object?>("kind", "raw"));
    }
}
