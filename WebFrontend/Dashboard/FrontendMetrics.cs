using System.Diagnostics.Metrics;
using Parley.Dashboard;

namespace Parley.WebFrontend.Dashboard;

/// <summary>
/// What this frontend counts: instruments of the meter <c>Parley</c>, and the same numbers for the dashboard. Everything may
/// be called from any thread, takes no lock and allocates nothing for each event.
/// </summary>
public sealed partial class FrontendMetrics
{
    private readonly TimeProvider _clock;
    private readonly ILogger<FrontendMetrics> _logger;
    private readonly Histogram<double> _fanoutDuration, _sendDuration;
    private readonly LatencyWindow _fanoutLatency;
    private readonly RateWindow _deliveryRate;
    private readonly Tally _batches, _deliveries, _gapsRepaired, _alreadyPassed, _slowReaders, _cacheHits, _cacheMisses, _guessers, _lost, _doubled, _reordered;

    public FrontendMetrics(IMeterFactory meters, TimeProvider clock, ILogger<FrontendMetrics> logger)
    {
        _clock = clock;
        _logger = logger;
        _fanoutLatency = new LatencyWindow(clock);
        _deliveryRate = new RateWindow(clock);
        Meter = meters.Create(Tally.MeterName);
        _fanoutDuration = Meter.CreateHistogram<double>("parley.fanout.duration", "s", "From an event's time, when its room decided it, until it is queued for all its readers on this frontend.");
        _sendDuration = Meter.CreateHistogram<double>("parley.send.duration", "s", "From a message's arrival at this frontend until its answer is there, by outcome: ok, or the code of the refusal.");
        _batches = new Tally(Meter, "parley.fanout.batches", "{batch}", "Batches of events that came from rooms.");
        _deliveries = new Tally(Meter, "parley.fanout.deliveries", "{event}", "Events queued for connections: one event for ten readers counts ten.");
        _gapsRepaired = new Tally(Meter, "parley.fanout.gaps_repaired", "{gap}", "Holes in what came from rooms that were filled from the log.");
        _alreadyPassed = new Tally(Meter, "parley.fanout.already_passed", "{event}", "Events that came from rooms more than once, and were passed on once.");
        _slowReaders = new Tally(Meter, "parley.delivery.slow_reader_gaps", "{gap}", "Subscriptions ended because their reader was too slow.");
        _cacheHits = new Tally(Meter, "parley.cache.hits", "{answer}", "Answers that were remembered here, by what they are of.", isByTag: true);
        _cacheMisses = new Tally(Meter, "parley.cache.misses", "{answer}", "Answers that could have been remembered and had to be read, by what they are of.", isByTag: true);
        _guessers = new Tally(Meter, "parley.guesses.refused", "{refusal}", "Users and client addresses that were refused for a while because nearly all that they asked for was not there.");
        _lost = new Tally(Meter, "parley.delivery.lost", "{event}", "Numbers skipped in the line of a subscriber. Must be 0.");
        _doubled = new Tally(Meter, "parley.delivery.doubled", "{event}", "Events about to be written to a subscriber that had them. Must be 0.");
        _reordered = new Tally(Meter, "parley.delivery.reordered", "{event}", "Events about to be written to a subscriber after later ones. Must be 0.");
    }

    /// <summary>For instruments that observe something where it is.</summary>
    public Meter Meter { get; }

    /// <summary>A message was taken or refused.</summary>
    /// <param name="began">When it came, by the clock's timestamps.</param>
    /// <param name="refusal">Its code; null: it was taken.</param>
    public void Sent(long began, string? refusal)
    {
        if (_sendDuration.Enabled)
        {
            _sendDuration.Record(_clock.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("outcome", refusal ?? "ok"));
        }
    }

    /// <summary>Now, for <see cref="Sent"/>.</summary>
    public long Begins() => _clock.GetTimestamp();

    /// <summary>A batch came from a room.</summary>
    public void BatchCame() => _batches.Add(1);

    /// <summary>Events were queued for all their readers.</summary>
    /// <param name="at">When the first of them was decided.</param>
    /// <param name="deliveries">Events times readers.</param>
    public void Passed(DateTimeOffset at, int deliveries)
    {
        if (deliveries == 0)
        {
            return;
        }

        var took = _clock.GetUtcNow() - at;
        _fanoutLatency.Record(took);
        _fanoutDuration.Record(Math.Max(0, took.TotalSeconds));
        _deliveryRate.Add(deliveries);
        _deliveries.Add(deliveries);
    }

    /// <summary>A hole was filled from the room's log.</summary>
    public void GapRepaired() => _gapsRepaired.Add(1);

    /// <summary>Events came again.</summary>
    public void AlreadyPassed(int events) => _alreadyPassed.Add(events);

    /// <summary>A reader was told <c>gap</c> because it read too slowly.</summary>
    public void SlowReaderGap() => _slowReaders.Add(1);

    /// <summary>Somebody asked for what may be remembered here.</summary>
    /// <param name="kind">What it is of.</param>
    public void Cached(string kind, bool isHit) => (isHit ? _cacheHits : _cacheMisses).Add(1, new("kind", kind));

    /// <summary>Somebody who only guesses is refused from now on.</summary>
    public void GuesserRefused() => _guessers.Add(1);

    /// <summary>The line of a subscriber is broken: this must never be called.</summary>
    internal void LineBroken(string room, long last, long from, LineFaults faults)
    {
        LogLineBroken(room, last, from, faults.Lost, faults.Doubled, faults.Reordered);
        Add(_lost, faults.Lost);
        Add(_doubled, faults.Doubled);
        Add(_reordered, faults.Reordered);
    }

    /// <summary>Puts the numbers into a report.</summary>
    public FrontendReport Fill(FrontendReport report) => report with
    {
        Batches = _batches.Value,
        DeliveriesPerSecond = _deliveryRate.Read(),
        FanoutLatency = _fanoutLatency.Read(),
        GapsRepaired = _gapsRepaired.Value,
        AlreadyPassed = _alreadyPassed.Value,
        SlowReaderGaps = _slowReaders.Value,
        CacheHits = _cacheHits.Value,
        CacheMisses = _cacheMisses.Value,
        Lost = _lost.Value,
        Doubled = _doubled.Value,
        Reordered = _reordered.Value,
    };

    private static void Add(Tally tally, long count)
    {
        if (count > 0)
        {
            tally.Add(count);
        }
    }

    [LoggerMessage(4300, LogLevel.Error, "A line of room {Room} is broken on its way to a subscriber: after {Last} came {From} ({Lost} lost, {Doubled} doubled, {Reordered} reordered). This is a fault of the server.")]
    private partial void LogLineBroken(string room, long last, long from, long lost, long doubled, long reordered);
}
