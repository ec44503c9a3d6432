using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Jobs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Jobs;

/// <summary>Jobs done by a real server, and looked at over REST.</summary>
[Trait("Scope", "S9")]
public sealed class JobsTests(JobsServer fixture) : IClassFixture<JobsServer>
{
    private readonly TestServer _server = fixture.Server;

    private IJobs Jobs => _server.Services.GetRequiredService<IJobs>();

    [Fact]
    public async Task The_owner_sees_how_far_a_job_is_and_what_came_of_it_and_nobody_else_does()
    {
        var (ann, bob) = (await _server.SignedIn(Name()), await _server.SignedIn(Name()));
        var gate = fixture.Handler.Gate("held");
        var job = (await Jobs.EnqueueAsync(new NewJob("test", "held") { Owner = ann.Id })).Value!;
        await gate.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await Eventually.Is(
            async () => (await ann.Client.Get($"jobs/{job.Id}")).Json.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress && progress.GetProperty("done").GetInt64() == 3,
            "the progress is shown");
        Assert.Equal("started", (await ann.Client.Get($"jobs/{job.Id}")).Json.GetProperty("state").GetString());
        Assert.Equal("job-not-found", (await bob.Client.Get($"jobs/{job.Id}")).Json.GetProperty("code").GetString());
        Assert.Equal(404, (await bob.Client.Delete($"jobs/{job.Id}")).Status);

        gate.Open.SetResult();
        await Eventually.Is(async () => (await ann.Client.Get($"jobs/{job.Id}")).Json.GetProperty("state").GetString() == "success", "the job is done");
        Assert.Equal(42, (await ann.Client.Get($"jobs/{job.Id}")).Json.GetProperty("result").GetProperty("answer").GetInt32());
        Assert.Equal("job-ended", (await ann.Client.Delete($"jobs/{job.Id}")).Json.GetProperty("code").GetString());
        Assert.Single((await ann.Client.Get("jobs")).Json.GetProperty("jobs").EnumerateArray());
    }

    [Fact]
    public async Task A_job_that_is_taken_back_while_it_is_done_is_told_so()
    {
        var ann = await _server.SignedIn(Name());
        var gate = fixture.Handler.Gate("cancelled");
        var job = (await Jobs.EnqueueAsync(new NewJob("test", "cancelled") { Owner = ann.Id })).Value!;
        await gate.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal("cancelled", (await ann.Client.Delete($"jobs/{job.Id}")).Json.GetProperty("state").GetString());

        await gate.Told.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("cancelled", (await ann.Client.Get($"jobs/{job.Id}")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_until_it_is_a_dead_letter_which_an_administrator_requeues()
    {
        var admin = await _server.Admin();
        var job = (await Jobs.EnqueueAsync(new NewJob("test", "fail twice") { Retry = new JobRetry(2, TimeSpan.Zero, TimeSpan.Zero) })).Value!;

        await Eventually.Is(async () => (await Jobs.FindAsync(job.Id))!.State == JobState.Failure, "the job is given up");
        var dead = Assert.Single((await admin.Client.Get("admin/jobs?state=failure&kind=test")).Json.GetProperty("jobs").EnumerateArray());
        Assert.Equal((job.Id, "InvalidOperationException", 2), (dead.GetProperty("id").GetString(), dead.GetProperty("failure").GetString(), dead.GetProperty("attempts").GetInt32()));
        Assert.Equal(1, (await admin.Client.Get("admin/jobs/queues")).Json.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("kind").GetString() == "test").GetProperty("failed").GetInt32());

        Assert.Equal(200, (await admin.Client.Post($"admin/jobs/{job.Id}/requeue")).Status);
        await Eventually.Is(async () => (await Jobs.FindAsync(job.Id))!.State == JobState.Success, "the job is done");
        Assert.Equal("job-not-failed", (await admin.Client.Post($"admin/jobs/{job.Id}/requeue")).Json.GetProperty("code").GetString());
        Assert.Equal(422, (await admin.Client.Get("admin/jobs?state=odd")).Status);
    }

    [Fact]
    public async Task No_more_of_a_kind_are_done_at_once_than_the_handler_says()
    {
        var before = fixture.Narrow.Done;
        await Jobs.EnqueueAsync([.. Enumerable.Range(0, 40).Select(i => new NewJob("narrow", "") { Id = $"narrow-{i}" })]);

        await Eventually.Is(() => Task.FromResult(fixture.Narrow.Done >= before + 40), "all are done");
        Assert.InRange(fixture.Narrow.Most, 1, 3);
    }

    [Fact]
    public async Task A_silo_does_so_many_jobs_at_once_and_begins_what_is_urgent_before_what_waits()
    {
        await Jobs.EnqueueAsync([.. Enumerable.Range(0, 2 * JobsServer.MaxRunning).Select(i => new NewJob("held", $"{i}"))]);
        await Eventually.Is(() => Task.FromResult(fixture.Held.Begun.Count >= JobsServer.MaxRunning), "there is no room for more");
        await Jobs.EnqueueAsync([new NewJob("held", "low") { Priority = JobPriority.Low }, new NewJob("held", "urgent") { Priority = JobPriority.High }]);

        fixture.Held.Release(1);
        await Eventually.Is(() => Task.FromResult(fixture.Held.Begun.Count > JobsServer.MaxRunning), "the next one is begun");
        Assert.Equal("urgent", fixture.Held.Begun.ElementAt(JobsServer.MaxRunning));

        for (var begun = JobsServer.MaxRunning + 1; begun < 2 * JobsServer.MaxRunning + 2; begun++)
        {
            fixture.Held.Release(1);
            await Eventually.Is(() => Task.FromResult(fixture.Held.Begun.Count == begun + 1), "one after another is begun");
        }

        fixture.Held.Release(JobsServer.MaxRunning);
        Assert.Equal("low", fixture.Held.Begun.Last());
    }

    [Fact]
    public async Task Attempts_are_counted_by_kind_and_by_what_came_of_them()
    {
        var meters = _server.Services.GetRequiredService<IMeterFactory>();
        var counted = new ConcurrentQueue<(string Instrument, double Value, string Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self, meters) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => counted.Enqueue((instrument.Name, value, Tags(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => counted.Enqueue((instrument.Name, value, Tags(tags))));
        listener.Start();

        await Jobs.EnqueueAsync(new NewJob("narrow", ""));

        await Eventually.Is(() => Task.FromResult(counted.Contains(("parley.jobs.attempts", 1.0, "kind=narrow state=success"))), "the attempt is counted");
        Assert.Contains(("parley.jobs.active", 1.0, "kind=narrow"), counted);
        Assert.Contains(("parley.jobs.active", -1.0, "kind=narrow"), counted);
        Assert.Contains(counted, one => one is { Instrument: "parley.jobs.duration", Value: >= 0, Tags: "kind=narrow" });
        Assert.DoesNotContain(counted, one => one is { Instrument: "parley.jobs.lost", Tags: "kind=narrow" });

        static void Listen(Instrument instrument, MeterListener self, IMeterFactory meters)
        {
            if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("parley.jobs.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        }

        static string Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(3, 0.5, 6)]
    [InlineData(4, 1, 10)]
    [InlineData(100, 0, 5)]
    public void Waits_double_after_each_failure_up_to_the_longest_and_are_shortened_at_random_by_up_to_a_half(int attempt, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new JobRetry(100, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)).WaitAfter(attempt, chance));

    private static string Name() => "job-" + Guid.NewGuid().ToString("N")[..12];
}

public sealed class JobsServer : IAsyncLifetime
{
    public const int MaxRunning = 4;

    public TestServer Server { get; private set; } = null!;

    internal GatedHandler Handler { get; } = new();

    internal NarrowHandler Narrow { get; } = new();

    internal HeldHandler Held { get; } = new();

    public async ValueTask InitializeAsync() => Server = await TestServer.Start(new TempFolder(), builder =>
    {
        builder.Services.AddKeyedSingleton<IJobHandler>("silo", Handler);
        builder.Services.AddKeyedSingleton<IJobHandler>("silo", Narrow);
        builder.Services.AddKeyedSingleton<IJobHandler>("silo", Held);
    }, "--Parley:Jobs:Lease=00:00:01", $"--Parley:Jobs:MaxRunning={MaxRunning}");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Held.Dispose();
    }
}

/// <summary>Waits where a test wants it to, or fails.</summary>
internal sealed class GatedHandler : IJobHandler
{
    private readonly ConcurrentDictionary<string, HandlerGate> _gates = [];
    private int _failures;

    public string Kind => "test";

    public HandlerGate Gate(string payload) => _gates.GetOrAdd(payload, _ => new HandlerGate());

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        if (run.Payload == "fail twice" && Interlocked.Increment(ref _failures) <= 2)
        {
            throw new InvalidOperationException("As it was told.");
        }

        if (_gates.TryGetValue(run.Payload, out var gate))
        {
            run.Report(3, 10);
            gate.Begun.TrySetResult();
            try
            {
                await gate.Open.Task.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                gate.Told.TrySetResult();
                throw;
            }
        }

        return JobResult.Done("""{"answer":42}""");
    }
}

internal sealed class HandlerGate
{
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed class NarrowHandler : IJobHandler
{
    private int _now;
    private int _done;

    public string Kind => "narrow";

    public int MaxAtOnce => 3;

    public int Most { get; private set; }

    public int Done => Volatile.Read(ref _done);

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        lock (this)
        {
            Most = Math.Max(Most, ++_now);
        }

        await Task.Yield();
        lock (this)
        {
            _now--;
        }

        Interlocked.Increment(ref _done);
        return JobResult.Done();
    }
}

/// <summary>Remembers in which order jobs were begun, and ends as many as it is told to.</summary>
internal sealed class HeldHandler : IJobHandler, IDisposable
{
    private readonly SemaphoreSlim _released = new(0);

    public string Kind => "held";

    public ConcurrentQueue<string> Begun { get; } = [];

    public void Release(int count) => _released.Release(count);

    public void Dispose() => _released.Dispose();

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        Begun.Enqueue(run.Payload);
        await _released.WaitAsync(cancellation);
        return JobResult.Done();
    }
}
