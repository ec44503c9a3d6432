using System.Diagnostics.Metrics;
using Parley.Dashboard;
using Parley.Grains.Rooms;

namespace Parley.Grains.Dashboard;

/// <summary>
/// What this silo counts: instruments of the meter <c>Parley</c>, and the same numbers for the dashboard. Everything may be
/// called from any thread and takes no lock.
/// </summary>
public sealed class SiloMetrics
{
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _appendDuration;
    private readonly Tally _events, _duplicates, _fenced, _settled, _busy, _cacheHits, _cacheMisses;
    private readonly Counter<long> _webhooks;
    private readonly Histogram<double> _webhookDuration;
    private readonly LatencyWindow _appendLatency;
    private readonly RateWindow _appends;
    private int _underWay;

    public SiloMetrics(IMeterFactory meters, HostedRooms rooms, TimeProvider clock)
    {
        _clock = clock;
        _appendLatency = new LatencyWindow(clock);
        _appends = new RateWindow(clock);
        var meter = meters.Create(Tally.MeterName);
        meter.CreateObservableUpDownCounter("parley.room.active", () => rooms.Count, "{room}", "Rooms that are active on this silo.");
        meter.CreateObservableUpDownCounter("parley.append.active", () => Volatile.Read(ref _underWay), "{append}", "Appends that wait for the log's writer or are being written.");
        _appendDuration = meter.CreateHistogram<double>("parley.append.duration", "s", "From handing an append to the log until its commit is known.");
        _webhooks = meter.CreateCounter<long>("parley.webhook.attempts", "{attempt}", "Attempts to deliver an event to a webhook, by outcome: success, or failure, after which there may be others.");
        _webhookDuration = meter.CreateHistogram<double>("parley.webhook.duration", "s", "How long receivers of webhooks took to answer.");
        _webhooks.Add(0, Success);
        _webhooks.Add(0, Failure);
        _events = new Tally(meter, "parley.append.events", "{event}", "Events committed.");
        _duplicates = new Tally(meter, "parley.command.duplicates", "{command}", "Commands whose client id was used before, answered with the first answer.");
        _fenced = new Tally(meter, "parley.append.fenced", "{append}", "Appends that wrote nothing because another activation had moved the room's head.");
        _settled = new Tally(meter, "parley.append.settled", "{batch}", "Batches whose outcome was unknown until it was settled.");
        _busy = new Tally(meter, "parley.command.busy", "{command}", "Commands refused as busy.");
        _cacheHits = new Tally(meter, "parley.shared_cache.hits", "{answer}", "Answers from elsewhere that this silo or another remembered, by what they are of.", isByTag: true);
        _cacheMisses = new Tally(meter, "parley.shared_cache.misses", "{answer}", "Answers that could have been remembered and had to be read from elsewhere, by what they are of.", isByTag: true);
    }

    /// <summary>An append is handed to the log; answers with when, for the call that ends it.</summary>
    public long AppendBegins()
    {
        Interlocked.Increment(ref _underWay);
        return _clock.GetTimestamp();
    }

    /// <summary>The log has answered an append, whatever it said.</summary>
    public void AppendEnds() => Interlocked.Decrement(ref _underWay);

    /// <param name="began">From <see cref="AppendBegins"/>.</param>
    /// <param name="events">Events that are on disk now.</param>
    /// <param name="duplicates">Commands of the batch that get an earlier answer again.</param>
    /// <param name="settled">True if it was unknown for a while whether the batch is stored.</param>
    public void Committed(long began, int events, int duplicates, bool settled)
    {
        if (duplicates > 0)
        {
            _duplicates.Add(duplicates);
        }

        if (settled)
        {
            _settled.Add(1);
        }

        if (events > 0)
        {
            var took = _clock.GetElapsedTime(began);
            _appendLatency.Record(took);
            _appendDuration.Record(took.TotalSeconds);
            _appends.Add(1);
            _events.Add(events);
        }
    }

    public void Fenced() => _fenced.Add(1);

    public void Busy() => _busy.Add(1);

    /// <summary>An event was posted to a webhook.</summary>
    public void WebhookPosted(TimeSpan took, bool isTaken)
    {
        _webhooks.Add(1, isTaken ? Success : Failure);
        _webhookDuration.Record(took.TotalSeconds);
    }

    private static readonly KeyValuePair<string, object?> Success = new("outcome", "success"), Failure = new("outcome", "failure");

    /// <summary>Somebody asked for what may be remembered.</summary>
    /// <param name="kind">What it is of.</param>
    public void Cached(string kind, bool isHit) => (isHit ? _cacheHits : _cacheMisses).Add(1, new("kind", kind));

    /// <summary>Answers that were remembered, and those that were not.</summary>
    internal (long Hits, long Misses) Caches => (_cacheHits.Value, _cacheMisses.Value);

    /// <summary>Puts the numbers into a report.</summary>
    public SiloReport Fill(SiloReport report) => report with
    {
        AppendsPerSecond = _appends.Read(),
        AppendLatency = _appendLatency.Read(),
        EventsAppended = _events.Value,
        DuplicatesAnswered = _duplicates.Value,
        Fenced = _fenced.Value,
        OutcomesSettled = _settled.Value,
        BusyRefusals = _busy.Value,
        AppendsUnderWay = Volatile.Read(ref _underWay),
    };
}
