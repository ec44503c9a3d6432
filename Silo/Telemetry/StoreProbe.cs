using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Parley.Dashboard;
using Parley.Grains.Storage;
using Parley.Jobs;
using Parley.Silo.Cluster;

namespace Parley.Silo.Telemetry;

/// <summary>
/// Measures, now and then, how long each database and Redis take to answer a question that asks for nothing: what is slow is the store or the way to it. And
/// looks how many jobs wait.
/// </summary>
internal sealed class StoreProbe : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Databases _databases;
    private readonly IServiceProvider _services;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _every;
    private readonly Histogram<double> _duration;
    private readonly Dictionary<string, long> _failures = [];
    private long _waiting, _deadLetters;

    public StoreProbe(Databases databases, IServiceProvider services, IGrainFactory grains, TimeProvider clock, IOptions<MetricsOptions> options, IMeterFactory meters)
    {
        _databases = databases;
        _services = services;
        _grains = grains;
        _clock = clock;
        _every = options.Value.ProbeEvery;
        foreach (var store in databases.All.Select(database => database.Module).Append(Redis))
        {
            _failures[store] = 0;
        }

        var meter = meters.Create(Tally.MeterName);
        _duration = meter.CreateHistogram<double>("parley.store.duration", "s", "How long a store took to answer a question that asks for nothing, by store.");
        meter.CreateObservableCounter("parley.store.failures", Failures, "{question}", "Questions that a store did not answer, by store.");
        meter.CreateObservableUpDownCounter("parley.jobs.waiting", () => Volatile.Read(ref _waiting), "{job}", "Jobs of all kinds that wait, in the whole installation.");
        meter.CreateObservableUpDownCounter("parley.jobs.dead_letters", () => Volatile.Read(ref _deadLetters), "{job}", "Jobs of all kinds that were given up, in the whole installation.");
    }

    private const string Redis = "redis";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, _clock);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        foreach (var database in _databases.All)
        {
            await AskAsync(database.Module, () => database.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>("SELECT 1", transaction: moment)), stop);
        }

        if (_services.GetService<MembershipTable>() is { } table)
        {
            await AskAsync(Redis, table.ReadAsync, stop);
        }

        try
        {
            var queues = await _grains.Jobs().Queues().WaitAsync(Patience, _clock, stop);
            Volatile.Write(ref _waiting, queues.Sum(queue => queue.Waiting));
            Volatile.Write(ref _deadLetters, queues.Sum(queue => queue.Failed));
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // What was known stays; that the database does not answer is counted above.
        }
    }

    private async Task AskAsync<T>(string store, Func<Task<T>> ask, CancellationToken stop)
    {
        var asked = _clock.GetTimestamp();
        try
        {
            await ask().WaitAsync(Patience, _clock, stop);
            _duration.Record(_clock.GetElapsedTime(asked).TotalSeconds, new KeyValuePair<string, object?>("store", store));
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            lock (_failures)
            {
                _failures[store]++;
            }
        }
    }

    private List<Measurement<long>> Failures()
    {
        lock (_failures)
        {
            return [.. _failures.Select(one => new Measurement<long>(one.Value, new KeyValuePair<string, object?>("store", one.Key)))];
        }
    }
}
