using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Parley.Delivery;
using Parley.Grains.Storage;

namespace Parley.Grains.Delivery;

/// <summary>
/// Messages that wait to be sent, in a table: what is in it is sent at least once, by whichever silo comes first. A silo takes a
/// message by moving its due time to the end of a lease; if it dies, the message is due again then.
/// </summary>
public sealed class Outbox(Databases databases, Sealing sealing, TimeProvider clock) : IDisposable
{
    /// <summary>How long a silo has a message for itself. Longer than any attempt to send.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _added = new(0);

    /// <summary>Enters a message within the caller's transaction. <see cref="Wake"/> after its commit saves the wait for the next look.</summary>
    public Task AddAsync(OutgoingMessage message, DbConnection connection, DbTransaction transaction)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = Now;
        return connection.ExecuteAsync(
            "INSERT INTO outbox (id, address, content, due_at_ms, attempts, expires_at_ms) VALUES (@id, @Address, @content, @now, 0, @expires)",
            new
            {
                id, message.Address, now,
                content = sealing.Seal(id, JsonSerializer.Serialize(new Content(message.Subject, message.Text))),
                expires = now + (long)message.Lifetime.TotalMilliseconds,
            },
            transaction);
    }

    /// <summary>Something may be due.</summary>
    public void Wake()
    {
        if (_added.CurrentCount == 0)
        {
            _added.Release();
        }
    }

    /// <summary>Until something was added here, or the time has passed.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _added.WaitAsync(longest, cancellation);

    /// <summary>Takes messages that are due, for the length of a lease; those too old are dropped.</summary>
    public async Task<IReadOnlyList<DueMessage>> TakeAsync(int limit)
    {
        var now = Now;
        var rows = await databases.Identity.ReadAsync(async (connection, moment) => (await connection.QueryAsync<Row>(
            "SELECT id AS Id, address AS Address, content AS Content, due_at_ms AS DueAt, attempts AS Attempts, expires_at_ms AS ExpiresAt FROM outbox " +
            "WHERE due_at_ms <= @now ORDER BY due_at_ms LIMIT @limit",
            new { now, limit }, moment)).AsList());
        if (rows.Count == 0)
        {
            return [];
        }

        return await databases.Identity.WriteAsync(async (connection, transaction) =>
        {
            var taken = new List<DueMessage>();
            foreach (var row in rows.OrderBy(row => row.Id, StringComparer.Ordinal)) // in one order on all silos: they never wait for each other in a circle
            {
                if (row.ExpiresAt <= now || row.Address.Length == 0)
                {
                    await connection.ExecuteAsync("DELETE FROM outbox WHERE id = @Id AND due_at_ms = @DueAt", row, transaction);
                    continue;
                }

                var isMine = await connection.ExecuteAsync(
                    "UPDATE outbox SET due_at_ms = @until, attempts = attempts + 1 WHERE id = @Id AND due_at_ms = @DueAt",
                    new { row.Id, row.DueAt, until = now + (long)Lease.TotalMilliseconds }, transaction) == 1;
                if (isMine)
                {
                    var content = JsonSerializer.Deserialize<Content>(sealing.Open(row.Id, row.Content))!;
                    taken.Add(new DueMessage(row.Id, (int)row.Attempts + 1, new OutgoingMessage(
                        row.Address, content.Subject, content.Text, TimeSpan.FromMilliseconds(row.ExpiresAt - now))));
                }
            }

            return taken;
        });
    }

    /// <summary>It was sent, or never can be.</summary>
    public Task RemoveAsync(DueMessage message) => databases.Identity.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM outbox WHERE id = @Id", new { message.Id }, transaction));

    /// <summary>It could not be sent now: it is due again later, each time after a longer while.</summary>
    public Task RetryLaterAsync(DueMessage message) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE outbox SET due_at_ms = @due WHERE id = @Id",
        new { message.Id, due = Now + (long)WaitAfter(message.Attempts).TotalMilliseconds }, transaction));

    /// <summary>How many wait.</summary>
    public Task<OutboxStatus> StatusAsync() => databases.Identity.ReadAsync(async (connection, moment) =>
    {
        var (waiting, retried, due, expires) = await connection.QuerySingleAsync<(long Waiting, long Retried, long Due, long Expires)>(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0), COALESCE(MIN(due_at_ms), -1), COALESCE(MIN(expires_at_ms), -1) FROM outbox WHERE address <> ''",
            transaction: moment);
        return new OutboxStatus(waiting, retried, Time(due), Time(expires));

        static DateTimeOffset? Time(long ms) => ms < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);
    });

    public static TimeSpan WaitAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(attempts, 20))));

    public void Dispose() => _added.Dispose();

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Content(string Subject, string Text);

    private sealed class Row
    {
        public string Id { get; set; } = "";
        public string Address { get; set; } = "";
        public byte[] Content { get; set; } = [];
        public long DueAt { get; set; }
        public long Attempts { get; set; }
        public long ExpiresAt { get; set; }
    }
}

/// <summary>A message that this silo is to send.</summary>
/// <param name="Attempts">With the one that is due.</param>
public sealed record DueMessage(string Id, int Attempts, OutgoingMessage Message);
