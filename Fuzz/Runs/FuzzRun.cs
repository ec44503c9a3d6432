using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Fuzz.Cases;
using Parley.Fuzz.Targets;

namespace Parley.Fuzz.Runs;

/// <summary>A run: a server, a world on it, workers that send cases, and at the end the question whether all is as it was.</summary>
internal sealed class FuzzRun
{
    private const int Lot = 128;
    private const int LotOfOrderly = 24;
    private const int SongEvery = 5000;
    private const int MaxFaults = 200;

    private readonly FuzzOptions _options;
    private readonly FuzzServer _server;
    private readonly World _world;
    private readonly CaseFactory _factory;
    private readonly TextWriter _output;
    private readonly ConcurrentBag<string> _faults = [];
    private readonly ConcurrentQueue<FuzzCase> _suspects = [];
    private readonly ConcurrentDictionary<Road, long> _byRoad = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next, _done, _hangs, _slowOnce, _closed, _sung;

    private FuzzRun(FuzzOptions options, FuzzServer server, World world, TextWriter output)
    {
        (_options, _server, _world, _output) = (options, server, world, output);
        _factory = new CaseFactory(options.Seed, new Grammar(world.Names), world.Users);
    }

    public static async Task<FuzzReport> RunAsync(FuzzOptions options, TextWriter output, CancellationToken cancellation)
    {
        await using var server = await FuzzServer.StartAsync(options.Server, options.Output);
        using var world = new World(server.Address);
        await world.PrepareAsync();
        return await new FuzzRun(options, server, world, output).RunAsync(cancellation);
    }

    private async Task<FuzzReport> RunAsync(CancellationToken cancellation)
    {
        var before = _server.MemoryMegabytes;
        _watch.Restart();
        if (_options.Replay.Count > 0)
        {
            await ReplayAsync();
        }
        else
        {
            using var progress = new Timer(_ => _output.WriteLine(Progress()), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
            await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(worker => Task.Run(() => WorkAsync(worker, cancellation), CancellationToken.None)));
        }

        var took = _watch.Elapsed;
        await JudgeSuspectsAsync();
        return new FuzzReport
        {
            Cases = _done, ByRoad = _byRoad, Took = took, Faults = [.. _faults], Hangs = _hangs, SlowOnce = _slowOnce, Closed = _closed,
            MemoryBefore = before, MemoryAfter = _server.MemoryMegabytes, IsAlive = _server.IsAlive, ErrorLines = _server.ErrorLines,
            CageFault = _server.IsAlive ? await _world.CageFaultAsync() : "nobody can tell", CanaryMessages = _world.CanaryMessages,
        };
    }

    private async Task WorkAsync(int worker, CancellationToken cancellation)
    {
        var user = worker % _world.Users;
        var targets = Targets(user);
        try
        {
            while (!cancellation.IsCancellationRequested && _server.IsAlive && _faults.Count < MaxFaults && !(_watch.Elapsed > _options.Limit))
            {
                var first = Interlocked.Add(ref _next, Lot) - Lot;
                if (first >= _options.Cases)
                {
                    return;
                }

                if (worker == 0 && _done / SongEvery >= _sung)
                {
                    _sung++;
                    await _world.SingAsync();
                }

                var cases = Enumerable.Range(0, (int)Math.Min(Lot, _options.Cases - first)).Select(i => _factory.Make(first + i)).ToArray();
                foreach (var lot in cases.GroupBy(one => (one.Road, one.IsOrderly)))
                {
                    // What may close the connection goes alone, so that nothing behind it is lost.
                    foreach (var together in lot.Key.IsOrderly ? lot.Chunk(LotOfOrderly) : lot.Chunk(1))
                    {
                        await TryAsync(targets[lot.Key.Road], together);
                    }
                }
            }
        }
        finally
        {
            foreach (var target in targets.Values)
            {
                await target.DisposeAsync();
            }
        }
    }

    private async Task TryAsync(ITarget target, FuzzCase[] cases)
    {
        var verdict = await target.SendAsync(cases);
        var isWhole = verdict is { Fault: null } && (!verdict.IsClosed || cases.Length == 1);
        if (!isWhole)
        {
            // One by one: which of them it was, and those that came after it at all.
            var found = 0;
            foreach (var one in cases)
            {
                var alone = cases.Length == 1 ? verdict : await target.SendAsync([one]);
                found += alone.Fault is null ? 0 : 1;
                if (alone.IsSlow)
                {
                    Interlocked.Increment(ref _slowOnce);
                    _suspects.Enqueue(one);
                }
                else if (alone.Fault is { } fault)
                {
                    Note(one, fault);
                }
            }

            if (found == 0 && verdict is { Fault: not null, IsSlow: false })
            {
                Note(cases[0], $"{verdict.Fault} (one of {cases.Length}, and not again alone)");
            }
        }

        Interlocked.Add(ref _closed, verdict.IsClosed ? 1 : 0);
        Interlocked.Add(ref _done, cases.Length);
        _byRoad.AddOrUpdate(cases[0].Road, cases.Length, (_, sum) => sum + cases.Length);
    }

    /// <summary>Those that were slow once more, each while nothing else goes on: what was slow because the machine had other work is not now.</summary>
    private async Task JudgeSuspectsAsync()
    {
        foreach (var one in _suspects)
        {
            var verdict = new Verdict("", IsSlow: true);
            for (var tries = 0; tries < 3 && verdict.IsSlow; tries++)
            {
                await using var target = Targets(Math.Max(0, one.User))[one.Road];
                verdict = await target.SendAsync([one]);
            }

            if (verdict.Fault is { } fault)
            {
                _hangs += verdict.IsSlow ? 1 : 0;
                Note(one, fault);
            }
        }
    }

    private void Note(FuzzCase one, string fault)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"case {one.Number} (--seed {_options.Seed} --replay {one.Number}) {one.Road} {one.Method} {one.Path}: {fault}");
        _faults.Add(text);
        _output.WriteLine(text);
        File.WriteAllText(
            Path.Combine(_options.Output, string.Create(CultureInfo.InvariantCulture, $"case-{_options.Seed}-{one.Number}.json")),
            JsonSerializer.Serialize(new { _options.Seed, one.Number, Road = one.Road.ToString(), one.Method, one.Path, one.ContentType, Text = Encoding.UTF8.GetString(one.Body), one.Body, Fault = fault }));
    }

    private async Task ReplayAsync()
    {
        foreach (var number in _options.Replay)
        {
            var one = _factory.Make(number);
            await using var target = Targets(Math.Max(0, one.User))[one.Road];
            await _output.WriteLineAsync($"{one.Road} {one.Method} {one.Path}\n{Encoding.UTF8.GetString(one.Body)}\n{Convert.ToBase64String(one.Body)}");
            await TryAsync(target, [one]);
            await _output.WriteLineAsync($"-> {target.LastAnswer}");
        }
    }

    private Dictionary<Road, ITarget> Targets(int user) => Enum.GetValues<Road>().ToDictionary(
        road => road, road => road == Road.Rest ? (ITarget)new RestTarget(_server.Address, _world, _options.Hang) : new SocketTarget(_server.Address, road, user, _world, _options.Hang));

    private string Progress() => string.Create(
        CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds:F0} s: {_done} cases ({_done / Math.Max(1, _watch.Elapsed.TotalSeconds):F0}/s), {_faults.Count} faults, {_slowOnce} slow once, {_server.MemoryMegabytes} MB");
}
