using System.Collections.Concurrent;
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
        await Jobs.EnqueueAsync([.. Enumerable.Range(0, 40).Select(i => new NewJob("narrow", "") { Id = $"narrow-{i}" })]);

        await Eventually.Is(() => Task.FromResult(fixture.Narrow.Done == 40), "all are done");
        Assert.InRange(fixture.Narrow.Most, 1, 3);
    }

    private static string Name() => "job-" + Guid.NewGuid().ToString("N")[..12];
}

public sealed class JobsServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    internal GatedHandler Handler { get; } = new();

    internal NarrowHandler Narrow { get; } = new();

    public async ValueTask InitializeAsync() => Server = await TestServer.Start(new TempFolder(), builder =>
    {
        builder.Services.AddKeyedSingleton<IJobHandler>("silo", Handler);
        builder.Services.AddKeyedSingleton<IJobHandler>("silo", Narrow);
    }, "--Parley:Jobs:Lease=00:00:01");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
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
