using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using Parley.Idempotency;

namespace Parley.Grains.Idempotency;

/// <summary>
/// A row for each key. Whose turn it is, one conditional write decides: the first one that inserts the row, or, when its lease is over, the one that finds it as it was.
/// Kept is a hash of the key; the answer, which may hold secrets, is sealed.
/// </summary>
public sealed class IdempotencyStore(Databases databases, Sealing sealing, IOptions<IdempotencyOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private readonly Database _database = databases.Grains;
    private long _sweptAt;

    private IdempotencyOptions Options => options.Value;

    public Task<BegunRequest> BeginAsync(BeginRequest command)
    {
        var (id, now) = (IdOf(command.Key), clock.GetUtcNow().ToUnixTimeMilliseconds());
        var mustSweep = now - Interlocked.Read(ref _sweptAt) >= SweepEvery.TotalMilliseconds;
        if (mustSweep)
        {
            Interlocked.Exchange(ref _sweptAt, now);
        }

        return _database.WriteAsync(async (connection, transaction) =>
        {
            if (mustSweep)
            {
                await Database.SweepAsync<string>(connection, transaction, "idempotency_keys", "id", "expires_at_ms", now);
            }

            var values = new
            {
                id, owner = command.Key.User, fingerprint = command.Fingerprint, attempt = command.Attempt, lease_until_ms = now + Ms(Options.Lease), expires_at_ms = now + Ms(Options.KeepFor), now,
            };
            await connection.ExecuteAsync("DELETE FROM idempotency_keys WHERE id = @id AND expires_at_ms <= @now", values, transaction);
            await connection.ExecuteAsync(_database.InsertIfAbsent("idempotency_keys", "id", "owner", "fingerprint", "attempt", "lease_until_ms", "expires_at_ms"), values, transaction);
            var row = await connection.QuerySingleAsync<Row>(
                "SELECT fingerprint AS Fingerprint, attempt AS Attempt, lease_until_ms AS LeaseUntil, answer AS Answer FROM idempotency_keys WHERE id = @id", values, transaction);
            if (row.Fingerprint != command.Fingerprint)
            {
                return new BegunRequest(RequestState.Another, null);
            }

            if (row.Answer is not null)
            {
                return new BegunRequest(RequestState.Done, JsonSerializer.Deserialize<KeptAnswer>(sealing.Open(id, row.Answer)));
            }

            if (row.Attempt == command.Attempt)
            {
                await MakeRoomAsync(command.Key.User, connection, transaction);
                return new BegunRequest(RequestState.Mine, null);
            }

            var isMine = row.LeaseUntil <= now && await connection.ExecuteAsync(
                "UPDATE idempotency_keys SET attempt = @attempt, lease_until_ms = @lease_until_ms WHERE id = @id AND attempt = @before AND answer IS NULL",
                new { id, values.attempt, values.lease_until_ms, before = row.Attempt }, transaction) == 1;
            return new BegunRequest(isMine ? RequestState.Mine : RequestState.InFlight, null);
        });
    }

    public Task CompleteAsync(CompleteRequest command)
    {
        var id = IdOf(command.Key);
        return ExecuteAsync(
            "UPDATE idempotency_keys SET answer = @answer WHERE id = @id AND attempt = @Attempt AND answer IS NULL",
            new { id, command.Attempt, answer = sealing.Seal(id, JsonSerializer.Serialize(command.Answer)) });
    }

    public Task AbandonAsync(RequestKey key, string attempt) =>
        ExecuteAsync("DELETE FROM idempotency_keys WHERE id = @id AND attempt = @attempt AND answer IS NULL", new { id = IdOf(key), attempt });

    private Task<int> ExecuteAsync(string sql, object parameters) => _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, parameters, transaction));

    /// <summary>Those that end first go, as far as there are too many.</summary>
    private async Task MakeRoomAsync(string owner, DbConnection connection, DbTransaction transaction)
    {
        var beyond = (await connection.QueryAsync<string>(
            "SELECT id FROM idempotency_keys WHERE owner = @owner ORDER BY expires_at_ms DESC, id LIMIT 100 OFFSET @most", new { owner, most = Options.MaxPerUser }, transaction)).AsList();
        if (beyond.Count > 0)
        {
            await connection.ExecuteAsync("DELETE FROM idempotency_keys WHERE id IN @beyond", new { beyond }, transaction);
        }
    }

    private static string IdOf(RequestKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.User}/{key.Key}")));

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;

    private sealed class Row
    {
        public string Fingerprint { get; set; } = "";
        public string Attempt { get; set; } = "";
        public long LeaseUntil { get; set; }
        public byte[]? Answer { get; set; }
    }
}
