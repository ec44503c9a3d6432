using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Grains.Storage;
using Parley.Jobs;

namespace Parley.Grains.Jobs;

/// <summary>The side of the workers.</summary>
public sealed partial class JobStore
{
    public async Task<TakenJobs> TakeAsync(TakeJobs command)
    {
        await SweepAsync();
        var now = Now;
        var (due, next) = await _database.ReadAsync((connection, moment) => DueAsync(command, now, connection, moment));
        if (due.Count == 0)
        {
            return new TakenJobs([], next is { } time ? TimeSpan.FromMilliseconds(time - now) : null, _options.Lease);
        }

        var taken = await _database.WriteAsync(async (connection, transaction) =>
        {
            var mine = ImmutableArray.CreateBuilder<TakenJob>(due.Count);
            foreach (var row in due.OrderBy(row => row.Id, StringComparer.Ordinal)) // in one order by all workers: they never wait for each other in a circle
            {
                if (row.Attempts >= row.MaxAttempts)
                {
                    await GiveUpAsync(row, now, connection, transaction);
                    continue;
                }

                var isMine = await connection.ExecuteAsync(
                    "UPDATE jobs SET state = 'started', due_at_ms = @until, fence = fence + 1, attempts = attempts + 1, started_at_ms = @now, worker = @Worker " +
                    "WHERE id = @Id AND fence = @Fence AND due_at_ms = @DueAt",
                    new { row.Id, row.Fence, row.DueAt, now, until = now + Ms(_options.Lease), command.Worker }, transaction) == 1;
                if (isMine)
                {
                    mine.Add(row.Take(_sealing, row.Fence + 1, (int)row.Attempts + 1));
                }
            }

            return mine.ToImmutable();
        });

        // Nobody has taken what another was faster with: there may be more, now.
        return new TakenJobs([.. taken.OrderBy(job => due.FindIndex(row => row.Id == job.Id))], TimeSpan.Zero, _options.Lease);
    }

    public async Task<ImmutableArray<string>> RenewAsync(ImmutableArray<JobRenewal> renewals)
    {
        var until = Now + Ms(_options.Lease);
        return await _database.WriteAsync(async (connection, transaction) =>
        {
            var lost = ImmutableArray.CreateBuilder<string>();
            foreach (var renewal in renewals.OrderBy(renewal => renewal.Id, StringComparer.Ordinal))
            {
                if (await connection.ExecuteAsync(
                    "UPDATE jobs SET due_at_ms = @until, done = @Done, total = @Total WHERE id = @Id AND fence = @Fence AND state = 'started'",
                    new { renewal.Id, renewal.Fence, renewal.Done, renewal.Total, until }, transaction) == 0)
                {
                    lost.Add(renewal.Id);
                }
            }

            return lost.ToImmutable();
        });
    }

    public Task<bool> SettleAsync(JobSettlement settlement)
    {
        var now = Now;
        var hasEnded = settlement.State is not (JobState.Pending or JobState.Retry);
        var result = settlement.State == JobState.Success ? settlement.Text : null;
        var error = settlement.State == JobState.Success ? null : settlement.Text;
        return _writes.WriteAsync(
            settlement.Id,
            "UPDATE jobs SET state = @state, due_at_ms = @due, open_key = CASE WHEN @hasEnded THEN NULL ELSE open_key END, attempts = @Attempts, worker = NULL, done = @Done, total = @Total, " +
            "result = @result, error = @error, ended_at_ms = @ended, " +
            "expires_at_ms = CASE WHEN NOT @hasEnded THEN NULL WHEN @hasFailed THEN @failedExpiry WHEN owner IS NULL THEN @serverExpiry ELSE @expiry END " +
            "WHERE id = @Id AND fence = @Fence AND state = 'started'",
            new
            {
                settlement.Id, settlement.Fence, settlement.Attempts, settlement.Done, settlement.Total, hasEnded,
                hasFailed = settlement.State == JobState.Failure, state = JobNames.Of(settlement.State),
                due = hasEnded ? (long?)null : now + Ms(settlement.Wait), ended = hasEnded ? now : (long?)null,
                result = result is null ? null : _sealing.Seal(JobRow.Place(settlement.Id), result), error = error?[..Math.Min(error.Length, MaxErrorLength)],
                expiry = now + Ms(_options.KeepEnded), serverExpiry = now + Ms(_options.KeepEndedOfServer), failedExpiry = now + Ms(_options.KeepFailed),
            });
    }

    private static async Task<(List<JobRow> Due, long? Next)> DueAsync(TakeJobs command, long now, DbConnection connection, DbTransaction moment)
    {
        var free = command.Rooms.ToDictionary(room => room.Kind, room => room.Free);
        var due = new List<JobRow>();
        for (var rank = 0; rank < JobRanks.Count && due.Count < command.Limit; rank++)
        {
            while (due.Count < command.Limit && free.Count > 0)
            {
                var limit = command.Limit - due.Count;
                var rows = (await connection.QueryAsync<JobRow>(
                    $"SELECT {JobRow.Columns}, payload AS Payload FROM jobs WHERE priority = @rank AND due_at_ms <= @now AND kind IN @kinds AND id NOT IN @known ORDER BY due_at_ms LIMIT @limit",
                    new { rank, now, kinds = free.Keys, known = due.Select(row => row.Id).DefaultIfEmpty("").ToArray(), limit }, moment)).AsList();
                foreach (var row in rows.Where(row => free.ContainsKey(row.Kind)))
                {
                    due.Add(row);
                    if (--free[row.Kind] == 0)
                    {
                        free.Remove(row.Kind);
                    }
                }

                if (rows.Count < limit)
                {
                    break; // else some were of a kind that has enough, and others stand behind them
                }
            }
        }

        if (due.Count > 0)
        {
            return (due, null);
        }

        var next = new List<long?>();
        for (var rank = 0; rank < JobRanks.Count; rank++)
        {
            next.Add(await connection.ExecuteScalarAsync<long?>("SELECT MIN(due_at_ms) FROM jobs WHERE priority = @rank AND due_at_ms > @now", new { rank, now }, moment));
        }

        return (due, next.Min());
    }

    /// <summary>Its last attempt has never been heard of again: whoever makes it may well die of it.</summary>
    private Task<int> GiveUpAsync(JobRow row, long now, DbConnection connection, DbTransaction transaction) => connection.ExecuteAsync(
        "UPDATE jobs SET state = 'failure', due_at_ms = NULL, open_key = NULL, worker = NULL, error = 'worker-lost', ended_at_ms = @now, expires_at_ms = @expiry " +
        "WHERE id = @Id AND fence = @Fence AND due_at_ms = @DueAt",
        new { row.Id, row.Fence, row.DueAt, now, expiry = now + Ms(_options.KeepFailed) }, transaction);

    /// <summary>What has expired goes, now and then, by whoever asks for work.</summary>
    private async Task SweepAsync()
    {
        var (now, swept) = (Now, Interlocked.Read(ref _sweptAt));
        if (now - swept < Ms(SweepEvery) || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept)
        {
            return;
        }

        while (await _database.ReadAsync((connection, moment) =>
            connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM (SELECT id FROM jobs WHERE expires_at_ms < @now LIMIT 1) AS some", new { now }, moment)) > 0)
        {
            await _database.WriteAsync(async (connection, transaction) =>
            {
                await Database.SweepAsync<string>(connection, transaction, "jobs", "id", "expires_at_ms", now);
                return true;
            });
        }
    }
}
