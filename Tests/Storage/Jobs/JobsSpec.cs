using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Jobs;
using Parley.Grains.Storage;
using Parley.Jobs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Jobs;

/// <summary>The queue of jobs, on each engine and with several silos at it.</summary>
[Trait("Scope", "S9")]
public abstract class JobsSpec : IAsyncLifetime
{
    private const int Nodes = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly TestClock _clock = new();
    private readonly List<Databases> _databases = [];
    private readonly List<JobStore> _stores = [];

    public async ValueTask InitializeAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            var databases = await OpenAsync(_clock);
            _databases.Add(databases);
            _stores.Add(new JobStore(databases, new Sealing(new ServerKeys(databases, _clock)), Options.Create(new JobOptions { Lease = Lease, MaxPerUser = 3 }), _clock));
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        _databases.ForEach(databases => databases.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_silos_that_look_at_the_same_time_one_has_each_job()
    {
        Assert.False((await _stores[0].EnqueueAsync([.. Enumerable.Range(0, 60).Select(i => new NewJob("a", $"{i}"))])).IsError);

        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Take(i % Nodes, 10))));
        var rest = await Take(0, 60);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}").Order(), taken.SelectMany(one => one).Concat(rest).Select(job => job.Payload).Order());
    }

    [Fact]
    public async Task A_job_whose_silo_says_nothing_any_more_is_anothers_and_the_first_writes_nothing_then()
    {
        var job = await Enqueue(new NewJob("a", "secret"));
        var first = Assert.Single(await Take(0));
        Assert.Equal(("secret", 1), (first.Payload, first.Attempt));
        Assert.Empty(await Take(1));

        _clock.Advance(Lease - TimeSpan.FromSeconds(10));
        Assert.Empty(await _stores[0].RenewAsync([new JobRenewal(job.Id, first.Fence, 3, 10)]));
        _clock.Advance(Lease - TimeSpan.FromSeconds(10));
        Assert.Empty(await Take(1));
        Assert.Equal((3L, 10L), await _stores[2].FindAsync(job.Id) is { } renewed ? (renewed.Done, renewed.Total) : default);

        _clock.Advance(Lease);
        var second = Assert.Single(await Take(1));
        Assert.Equal((job.Id, 2), (second.Id, second.Attempt));
        Assert.Equal([job.Id], await _stores[0].RenewAsync([new JobRenewal(job.Id, first.Fence, 9, 10)]));
        Assert.False(await Settle(0, first, JobState.Success, "\"late\""));
        Assert.True(await Settle(1, second, JobState.Success, "\"right\""));
        Assert.False(await Settle(1, second, JobState.Failure, "again"));
        Assert.Equal((JobState.Success, "\"right\""), await State(job.Id));
    }

    [Fact]
    public async Task A_failure_waits_is_tried_again_and_in_the_end_is_a_dead_letter_that_can_be_requeued()
    {
        var job = await Enqueue(new NewJob("a", "x") { Retry = new JobRetry(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)) });
        await Settle(0, Assert.Single(await Take(0)), JobState.Retry, "no-answer", TimeSpan.FromSeconds(10));
        Assert.Equal((JobState.Retry, null), await State(job.Id));
        Assert.Empty(await Take(1));

        _clock.Advance(TimeSpan.FromSeconds(10));
        await Settle(1, Assert.Single(await Take(1)), JobState.Failure, "no-answer");
        Assert.Equal(JobState.Failure, (await State(job.Id)).State);
        Assert.Equal(1, Assert.Single(await _stores[0].QueuesAsync()).Failed);

        Assert.Equal(JobState.Pending, (await _stores[2].RequeueAsync(job.Id)).Value!.State);
        Assert.Equal(ErrorCatalog.JobNotFailed, (await _stores[2].RequeueAsync(job.Id)).Error!.Code);
        Assert.Equal(ErrorCatalog.JobNotFound, (await _stores[2].RequeueAsync("none")).Error!.Code);
        Assert.Equal(1, Assert.Single(await Take(0)).Attempt);
    }

    [Fact]
    public async Task A_job_that_kills_whoever_does_it_is_given_up_in_the_end()
    {
        var job = await Enqueue(new NewJob("a", "poison") { Retry = JobRetry.Default with { MaxAttempts = 2 } });
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Assert.Equal(attempt, Assert.Single(await Take(attempt)).Attempt);
            _clock.Advance(Lease);
        }

        Assert.Empty(await Take(0));
        Assert.Equal(("worker-lost", JobState.Failure), await _stores[0].FindAsync(job.Id) is { } found ? (found.Error, found.State) : default);
    }

    [Fact]
    public async Task What_is_urgent_comes_first_and_what_is_for_later_not_before()
    {
        var later = await Enqueue(new NewJob("a", "later") { Delay = TimeSpan.FromSeconds(20), Priority = JobPriority.High });
        await _stores[0].EnqueueAsync([new NewJob("a", "low") { Priority = JobPriority.Low }, new NewJob("a", "normal"), new NewJob("a", "high") { Priority = JobPriority.High }]);

        Assert.Equal(["high", "normal"], (await Take(0, 2)).Select(job => job.Payload));
        Assert.Equal(["low"], (await Take(1, 2)).Select(job => job.Payload));
        var next = (await _stores[2].TakeAsync(new TakeJobs("n", [new JobRoom("a", 5)], 5))).Next;
        Assert.InRange(next!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([later.Id], (await Take(2)).Select(job => job.Id));
    }

    [Fact]
    public async Task A_worker_gets_no_more_of_a_kind_than_it_has_room_for_and_nothing_that_it_does_not_know()
    {
        await _stores[0].EnqueueAsync([.. Enumerable.Range(0, 8).Select(i => new NewJob("slow", $"{i}")), new NewJob("unknown", "?"), new NewJob("quick", "!")]);

        var taken = await _stores[0].TakeAsync(new TakeJobs("n", [new JobRoom("slow", 2), new JobRoom("quick", 9)], 5));

        Assert.Equal(["quick", "slow", "slow"], taken.Jobs.Select(job => job.Kind).Order());
    }

    [Fact]
    public async Task A_job_that_was_taken_back_is_done_by_nobody_and_what_came_of_it_does_not_count()
    {
        var (waiting, running) = (await Enqueue(new NewJob("a", "1")), await Enqueue(new NewJob("a", "2")));
        var taken = (await Take(0)).Single(job => job.Id == running.Id);
        foreach (var job in new[] { waiting, running })
        {
            Assert.Equal(JobState.Cancelled, (await _stores[1].CancelAsync(job.Id)).Value!.State);
            Assert.Equal(ErrorCatalog.JobEnded, (await _stores[1].CancelAsync(job.Id)).Error!.Code);
        }

        Assert.Equal([running.Id], await _stores[0].RenewAsync([new JobRenewal(running.Id, taken.Fence, 0, 0)]));
        Assert.False(await Settle(0, taken, JobState.Success, null));
        _clock.Advance(Lease);
        Assert.Empty(await Take(2));
    }

    [Fact]
    public async Task The_same_id_is_the_same_job_and_of_a_key_there_is_one_that_has_not_ended()
    {
        var first = await Enqueue(new NewJob("a", "1") { Id = "mine" });
        Assert.Equal("mine", first.Id);
        await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => Task.Run(() => _stores[node].EnqueueAsync(new NewJob("a", "1") { Id = "mine" }))));

        var ids = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(async () => (await _stores[i % Nodes].EnqueueAsync(new NewJob("b", "1") { Key = "export-ann" })).Value!.Id)));
        var only = Assert.Single(ids.Distinct());
        Assert.Equal(2, (await Take(0)).Select(job => job.Id).Intersect(["mine", only]).Count());

        await _stores[0].CancelAsync(only);
        Assert.NotEqual(only, (await Enqueue(new NewJob("b", "1") { Key = "export-ann" })).Id);
    }

    [Fact]
    public async Task A_user_has_a_few_jobs_at_a_time_and_lists_the_own_ones()
    {
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            await Enqueue(new NewJob("a", $"{i}") { Id = $"own{i}", Owner = "ann" });
        }

        Assert.Equal(ErrorCatalog.TooManyJobs, (await _stores[1].EnqueueAsync(new NewJob("a", "4") { Owner = "ann" })).Error!.Code);
        Assert.False((await _stores[1].EnqueueAsync(new NewJob("a", "0") { Id = "own0", Owner = "ann" })).IsError); // a repeat
        Assert.False((await _stores[1].EnqueueAsync(new NewJob("a", "4") { Owner = "bob" })).IsError);

        Assert.Equal(["own2", "own1"], (await _stores[2].ListAsync(new JobQuery(null, null, "ann", null, 2))).Select(job => job.Id));
        Assert.Equal(["own0"], (await _stores[2].ListAsync(new JobQuery(JobState.Pending, "a", "ann", "own1", 2))).Select(job => job.Id));
    }

    [Fact]
    public async Task What_has_ended_is_kept_for_a_while_dead_letters_longer()
    {
        var (done, failed) = (await Enqueue(new NewJob("a", "1") { Owner = "ann" }), await Enqueue(new NewJob("a", "2")));
        foreach (var job in await Take(0))
        {
            await Settle(0, job, job.Id == done.Id ? JobState.Success : JobState.Failure, "\"x\"");
        }

        _clock.Advance(new JobOptions().KeepEnded + TimeSpan.FromMinutes(2));
        await Take(0);
        Assert.Null(await _stores[0].FindAsync(done.Id));
        Assert.NotNull(await _stores[0].FindAsync(failed.Id));
        _clock.Advance(new JobOptions().KeepFailed);
        await Take(1);
        Assert.Null(await _stores[0].FindAsync(failed.Id));
    }

    protected abstract Task<Databases> OpenAsync(TimeProvider clock);

    private async Task<JobStatus> Enqueue(NewJob job) => (await _stores[0].EnqueueAsync(job)).Value!;

    private async Task<IReadOnlyList<TakenJob>> Take(int node, int limit = 10) =>
        (await _stores[node].TakeAsync(new TakeJobs($"node{node}", [new JobRoom("a", limit), new JobRoom("b", limit)], limit))).Jobs;

    private Task<bool> Settle(int node, TakenJob job, JobState state, string? text, TimeSpan wait = default) =>
        _stores[node].SettleAsync(new JobSettlement(job.Id, job.Fence, state, wait, job.Attempt, text, 0, 0));

    private async Task<(JobState State, string? Result)> State(string id) => await _stores[2].FindAsync(id) is { } job ? (job.State, job.Result) : default;
}

public sealed class SqliteJobsTests : JobsSpec
{
    private readonly TempFolder _folder = new();
    private Databases? _first;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One process has the folder: its threads share it.</summary>
    protected override Task<Databases> OpenAsync(TimeProvider clock) => Task.FromResult(_first ??= Databases.Open(DataFolder.Open(_folder.Path), clock));
}

public sealed class MariaDbJobsTests(MariaDbServer server) : JobsSpec
{
    private string? _connection;

    protected override async Task<Databases> OpenAsync(TimeProvider clock)
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        _connection ??= await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(_connection, _connection, _connection), clock);
    }
}
