using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Jobs;

namespace Parley.Grains.Jobs;

/// <summary>
/// The queue, a table: what is in it is done at least once, by whoever comes first. A worker takes a job by moving its due time to the end of a lease; if it dies, the job is due again
/// then. Each step is one write that names the attempt it belongs to, so that whoever was given up writes nothing any more.
/// </summary>
public sealed partial class JobStore : IJobs, IJobSource, IDisposable
{
    private const int MaxKindLength = 32;
    private const int MaxIdLength = 64;
    private const int MaxKeyLength = 128;
    private const int MaxAttempts = 100;
    private const int MaxErrorLength = 200;

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly Sealing _sealing;
    private readonly JobOptions _options;
    private readonly TimeProvider _clock;
    private readonly JobWrites _writes;
    private readonly SemaphoreSlim _added = new(0);
    private long _waiting;
    private long _countedAt = long.MinValue;
    private long _sweptAt;

    public JobStore(Databases databases, Sealing sealing, IOptions<JobOptions> options, TimeProvider clock)
    {
        (_database, _sealing, _options, _clock) = (databases.Grains, sealing, options.Value, clock);
        _writes = new JobWrites(_database);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Outcome<ImmutableArray<JobStatus>>> EnqueueAsync(ImmutableArray<NewJob> jobs)
    {
        if (jobs.Any(job => job.Payload.Length > _options.MaxPayloadBytes || System.Text.Encoding.UTF8.GetByteCount(job.Payload) > _options.MaxPayloadBytes))
        {
            return ErrorCatalog.Error(ErrorCatalog.TooLarge, $"The payload of a job has at most {_options.MaxPayloadBytes} bytes.");
        }

        foreach (var job in jobs)
        {
            Check(job);
        }

        if (await WaitingAsync() + jobs.Length > _options.MaxWaiting)
        {
            return ErrorCatalog.BusyFor(CountEvery);
        }

        var now = Now;
        var rows = jobs.Select(job => Row(job, now)).ToArray();
        var outcome = await _database.WriteAsync(async (connection, transaction) =>
        {
            if (await IsTooMuchAsync(jobs, connection, transaction))
            {
                return null;
            }

            await connection.ExecuteAsync(Insert, rows, transaction);
            var there = new List<JobRow>(rows.Length);
            foreach (var (job, row) in jobs.Zip(rows))
            {
                // One that was there already has the id, or else the key.
                there.Add(job.Id is null && job.Key is null ? row : await connection.QueryFirstAsync<JobRow>(
                    $"SELECT {JobRow.Columns} FROM jobs WHERE id = @Id OR open_key = @OpenKey ORDER BY CASE WHEN id = @Id THEN 0 ELSE 1 END LIMIT 1", row, transaction));
            }

            return there;
        });
        if (outcome is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyJobs);
        }

        Interlocked.Add(ref _waiting, jobs.Length);
        Wake();
        return outcome.Select(row => row.View(_sealing)).ToImmutableArray();
    }

    public async Task<JobStatus?> FindAsync(string id) => (await RowAsync(id))?.View(_sealing);

    public async Task<Outcome<JobStatus>> CancelAsync(string id)
    {
        var now = Now;
        var isCancelled = await ExecuteAsync(
            "UPDATE jobs SET state = 'cancelled', due_at_ms = NULL, open_key = NULL, worker = NULL, ended_at_ms = @now, " +
            "expires_at_ms = CASE WHEN owner IS NULL THEN @serverExpiry ELSE @expiry END WHERE id = @id AND ended_at_ms IS NULL",
            new { id, now, expiry = now + Ms(_options.KeepEnded), serverExpiry = now + Ms(_options.KeepEndedOfServer) });
        return await AnswerAsync(id, isCancelled, ErrorCatalog.JobEnded);
    }

    /// <inheritdoc cref="IJobsGrain.Requeue"/>
    public async Task<Outcome<JobStatus>> RequeueAsync(string id)
    {
        var isRequeued = await ExecuteAsync(
            "UPDATE jobs SET state = 'pending', due_at_ms = @now, attempts = 0, done = 0, total = 0, ended_at_ms = NULL, expires_at_ms = NULL WHERE id = @id AND state = 'failure'",
            new { id, now = Now });
        Wake();
        return await AnswerAsync(id, isRequeued, ErrorCatalog.JobNotFailed);
    }

    /// <inheritdoc cref="IJobsGrain.List"/>
    public Task<ImmutableArray<JobStatus>> ListAsync(JobQuery query) => _database.ReadAsync(async (connection, moment) =>
    {
        var conditions = new List<string> { "1 = 1" };
        if (query.State is not null)
        {
            conditions.Add("state = @state");
        }

        if (query.Kind is not null)
        {
            conditions.Add("kind = @Kind");
        }

        if (query.Owner is not null)
        {
            conditions.Add("owner = @Owner");
        }

        if (query.Before is not null)
        {
            conditions.Add("EXISTS (SELECT 1 FROM jobs b WHERE b.id = @Before AND (jobs.created_at_ms < b.created_at_ms OR (jobs.created_at_ms = b.created_at_ms AND jobs.id < b.id)))");
        }

        var rows = await connection.QueryAsync<JobRow>(
            $"SELECT {JobRow.Columns} FROM jobs WHERE {string.Join(" AND ", conditions)} ORDER BY created_at_ms DESC, id DESC LIMIT @limit",
            new { state = query.State is { } state ? JobNames.Of(state) : null, query.Kind, query.Owner, query.Before, limit = Math.Clamp(query.Limit, 1, 200) }, moment);
        return rows.Select(row => row.View(_sealing)).ToImmutableArray();
    });

    /// <inheritdoc cref="IJobsGrain.Queues"/>
    public Task<ImmutableArray<JobQueue>> QueuesAsync() => _database.ReadAsync(async (connection, moment) =>
    {
        var now = Now;
        var rows = await connection.QueryAsync<(string Kind, string State, long Count, long? Oldest)>(
            "SELECT kind, state, COUNT(*), MIN(due_at_ms) FROM jobs GROUP BY kind, state", transaction: moment);
        return rows.GroupBy(row => row.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind =>
        {
            var oldest = kind.Where(row => row.State is "pending" or "retry").Min(row => row.Oldest);
            return new JobQueue(
                kind.Key, Of(kind, JobState.Pending) + Of(kind, JobState.Retry), Of(kind, JobState.Started), Of(kind, JobState.Success), Of(kind, JobState.Failure),
                Of(kind, JobState.Cancelled), oldest <= now ? DateTimeOffset.FromUnixTimeMilliseconds(oldest.Value) : null);
        }).ToImmutableArray();

        static long Of(IEnumerable<(string Kind, string State, long Count, long? Oldest)> rows, JobState state) => rows.FirstOrDefault(row => row.State == JobNames.Of(state)).Count;
    });

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _added.WaitAsync(longest, cancellation);

    public void Wake()
    {
        if (_added.CurrentCount == 0)
        {
            _added.Release();
        }
    }

    public void Dispose()
    {
        _added.Dispose();
        _writes.Dispose();
    }

    private string Insert => // on MySQL not IGNORE, which would swallow every other fault as well
        "INSERT INTO jobs (id, kind, open_key, owner, priority, state, due_at_ms, fence, attempts, max_attempts, first_wait_ms, longest_wait_ms, payload, done, total, created_at_ms) " +
        "VALUES (@Id, @Kind, @OpenKey, @Owner, @Priority, @State, @DueAt, 0, 0, @MaxAttempts, @FirstWait, @LongestWait, @Payload, 0, 0, @CreatedAt) " +
        (_database.Engine == SqlEngine.MySql ? "ON DUPLICATE KEY UPDATE id = id" : "ON CONFLICT DO NOTHING");

    private JobRow Row(NewJob job, long now)
    {
        var id = job.Id ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var retry = job.Retry ?? JobRetry.Default;
        return new JobRow
        {
            Id = id, Kind = job.Kind, OpenKey = job.Key, Owner = job.Owner, Priority = JobRanks.Of(job.Priority), State = JobNames.Of(JobState.Pending),
            DueAt = job.At?.ToUnixTimeMilliseconds() ?? now + Ms(job.Delay), MaxAttempts = retry.MaxAttempts, FirstWait = Ms(retry.FirstWait), LongestWait = Ms(retry.LongestWait),
            Payload = _sealing.Seal(JobRow.Place(id), job.Payload), CreatedAt = now,
        };
    }

    /// <exception cref="ArgumentException">What only a program can do wrong.</exception>
    private static void Check(NewJob job)
    {
        if (job.Kind.Length is 0 or > MaxKindLength || !job.Kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException($"\"{job.Kind}\" is no kind of job.");
        }

        if (job.Id is { } id && (id.Length is 0 or > MaxIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            throw new ArgumentException("The id of a job has 1 to 64 ASCII letters and digits.");
        }

        if (job.Key is { } key && (key.Length is 0 or > MaxKeyLength || !key.All(char.IsAscii)))
        {
            throw new ArgumentException("The key of a job has 1 to 128 ASCII characters.");
        }

        if (job.Retry is { } retry && (retry.MaxAttempts is < 1 or > MaxAttempts || retry.FirstWait < TimeSpan.Zero || retry.LongestWait < retry.FirstWait))
        {
            throw new ArgumentException("A job has 1 to 100 attempts, and waits that are not negative.");
        }
    }

    /// <summary>Somewhat old: the limit guards the disk, and need not be exact.</summary>
    private async Task<long> WaitingAsync()
    {
        var now = _clock.GetTimestamp();
        var counted = Interlocked.Read(ref _countedAt);
        if (counted == long.MinValue || _clock.GetElapsedTime(counted, now) > CountEvery)
        {
            Interlocked.Exchange(ref _countedAt, now);
            Interlocked.Exchange(ref _waiting, await _database.ReadAsync((connection, moment) =>
                connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM jobs WHERE due_at_ms IS NOT NULL", transaction: moment)));
        }

        return Interlocked.Read(ref _waiting);
    }

    private async Task<bool> IsTooMuchAsync(ImmutableArray<NewJob> jobs, DbConnection connection, DbTransaction transaction)
    {
        foreach (var owner in jobs.Where(job => job.Owner is not null).GroupBy(job => job.Owner))
        {
            var open = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM jobs WHERE owner = @owner AND due_at_ms IS NOT NULL", new { owner = owner.Key }, transaction);
            if (open + owner.Count() > _options.MaxPerUser && !await AreAllThereAsync(owner, connection, transaction))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AreAllThereAsync(IEnumerable<NewJob> jobs, DbConnection connection, DbTransaction transaction)
    {
        foreach (var job in jobs)
        {
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM jobs WHERE id = @Id OR open_key = @Key", new { job.Id, job.Key }, transaction) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<Outcome<JobStatus>> AnswerAsync(string id, bool isDone, string refusal) =>
        await RowAsync(id) is not { } row ? ErrorCatalog.Error(ErrorCatalog.JobNotFound) : isDone ? row.View(_sealing) : ErrorCatalog.Error(refusal);

    private Task<JobRow?> RowAsync(string id) => _database.ReadAsync((connection, moment) =>
        connection.QueryFirstOrDefaultAsync<JobRow>($"SELECT {JobRow.Columns} FROM jobs WHERE id = @id", new { id }, moment));

    private async Task<bool> ExecuteAsync(string sql, object parameters) =>
        await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, parameters, transaction)) == 1;

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
