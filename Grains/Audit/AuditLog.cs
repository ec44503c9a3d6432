using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Grains.Storage;

namespace Parley.Grains.Audit;

/// <summary>The table of the audit log. Any number of nodes write; the row of the head lets one at a time add the next entries.</summary>
internal sealed class AuditLog
{
    private const int CheckPage = 1000;
    private const string Columns = "id, at_ms, event, actor, target, refusal, detail, address, request_id, hash";

    private readonly Database _database;
    private readonly Lazy<AuditChain> _chain;

    public AuditLog(Databases databases, ServerKeys keys, IOptions<AuditOptions> options)
    {
        _database = databases.Identity;
        _chain = new(() => new AuditChain(options.Value.Key is { } key ? Convert.FromBase64String(key) : keys.Secret("audit")));
    }

    /// <summary>Adds entries in order, all or none.</summary>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries)
    {
        var chain = _chain.Value; // made before: its first use writes the key, by another connection
        return _database.WriteAsync((connection, transaction) => AppendAsync(entries, chain, connection, transaction));
    }

    /// <summary>Entries, newest first.</summary>
    public Task<ImmutableArray<AuditRecord>> ReadAsync(AuditQuery query) => _database.ReadAsync(async (connection, moment) =>
    {
        var conditions = new List<string> { "1 = 1" };
        if (query.After is not null)
        {
            conditions.Add("id < @After");
        }

        if (query.Actor is not null)
        {
            conditions.Add("actor = @Actor");
        }

        if (query.Event is not null)
        {
            conditions.Add("event = @Event");
        }

        if (query.From is not null)
        {
            conditions.Add("at_ms >= @FromMs");
        }

        if (query.To is not null)
        {
            conditions.Add("at_ms < @ToMs");
        }

        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Row.Selected} FROM audit_log WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT @Limit",
            new
            {
                query.After, query.Actor, query.Event, query.Limit,
                FromMs = query.From?.ToUnixTimeMilliseconds(), ToMs = query.To?.ToUnixTimeMilliseconds(),
            },
            moment);
        return rows.Select(row => row.Record).ToImmutableArray();
    });

    /// <summary>Follows the chain from the first entry to the head.</summary>
    public Task<AuditVerification> VerifyAsync() => _database.ReadAsync(async (connection, moment) =>
    {
        var (id, hash) = (0L, AuditChain.Beginning);
        while (true)
        {
            var page = (await connection.QueryAsync<Row>(
                $"SELECT {Row.Selected} FROM audit_log WHERE id > @id ORDER BY id LIMIT @CheckPage", new { id, CheckPage }, moment)).AsList();
            foreach (var row in page)
            {
                if (row.Id != id + 1)
                {
                    return Found(id, hash, Text($"Entries are missing between {id} and {row.Id}."));
                }

                var next = _chain.Value.Next(hash, row.Record);
                if (!CryptographicOperations.FixedTimeEquals(next, row.Hash))
                {
                    return Found(id, hash, Text($"Entry {row.Id} is not as it was written, or does not belong here."));
                }

                (id, hash) = (row.Id, next);
            }

            if (page.Count < CheckPage)
            {
                return Found(id, hash, await HeadFaultAsync(connection, moment, id, hash));
            }
        }
    });

    private async Task<int> AppendAsync(IReadOnlyList<AuditEntry> entries, AuditChain chain, DbConnection connection, DbTransaction transaction)
    {
        // Whoever has the row of the head is alone here until it commits; SQLite has one writer anyway.
        await connection.ExecuteAsync(
            _database.InsertIfAbsent("audit_head", "one", "id", "hash", "seal"),
            new { one = 1, id = 0L, hash = AuditChain.Beginning, seal = chain.Seal(0, AuditChain.Beginning) }, transaction);
        var (id, hash) = await connection.QuerySingleAsync<(long, byte[])>(
            $"SELECT id, hash FROM audit_head WHERE one = 1{(_database.Engine == SqlEngine.MySql ? " FOR UPDATE" : "")}", transaction: transaction);
        foreach (var entry in entries)
        {
            var record = new AuditRecord(++id, AuditText.Kept(entry));
            hash = chain.Next(hash, record);
            await connection.ExecuteAsync(
                $"INSERT INTO audit_log ({Columns}) VALUES (@Id, @AtMs, @Event, @Actor, @Target, @Refusal, @Detail, @Address, @RequestId, @Hash)",
                Row.From(record, hash), transaction);
        }

        return await connection.ExecuteAsync(
            "UPDATE audit_head SET id = @id, hash = @hash, seal = @seal WHERE one = 1", new { id, hash, seal = chain.Seal(id, hash) }, transaction);
    }

    private async Task<string?> HeadFaultAsync(DbConnection connection, DbTransaction moment, long id, byte[] hash)
    {
        var head = await connection.QuerySingleOrDefaultAsync<Head>("SELECT id AS Id, hash AS Hash, seal AS Seal FROM audit_head WHERE one = 1", transaction: moment);
        if (head is null)
        {
            return id == 0 ? null : "The head of the log is missing.";
        }

        if (!CryptographicOperations.FixedTimeEquals(head.Seal, _chain.Value.Seal(head.Id, head.Hash)))
        {
            return "The head of the log is not as it was written.";
        }

        return head.Id == id && CryptographicOperations.FixedTimeEquals(head.Hash, hash)
            ? null
            : Text($"The log ended with entry {head.Id}, and now ends with {id}: the last ones are missing, or do not belong here.");
    }

    private static AuditVerification Found(long id, byte[] hash, string? fault) => new(id, Convert.ToHexStringLower(hash), fault);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Head(long Id, byte[] Hash, byte[] Seal);

    private sealed class Row
    {
        public const string Selected = "id AS Id, at_ms AS AtMs, event AS Event, actor AS Actor, target AS Target, refusal AS Refusal, detail AS Detail, address AS Address, request_id AS RequestId, hash AS Hash";

        public long Id { get; init; }

        public long AtMs { get; init; }

        public string Event { get; init; } = "";

        public string? Actor { get; init; }

        public string? Target { get; init; }

        public string? Refusal { get; init; }

        public string? Detail { get; init; }

        public string? Address { get; init; }

        public string? RequestId { get; init; }

        public byte[] Hash { get; init; } = [];

        public AuditRecord Record => new(Id, new AuditEntry(Event)
        {
            Actor = Actor, Target = Target, Refusal = Refusal, Detail = Detail, Address = Address, RequestId = RequestId, At = DateTimeOffset.FromUnixTimeMilliseconds(AtMs),
        });

        public static Row From(AuditRecord record, byte[] hash) => new()
        {
            Id = record.Id, AtMs = record.Entry.At!.Value.ToUnixTimeMilliseconds(), Event = record.Entry.Event, Actor = record.Entry.Actor, Target = record.Entry.Target,
            Refusal = record.Entry.Refusal, Detail = record.Entry.Detail, Address = record.Entry.Address, RequestId = record.Entry.RequestId, Hash = hash,
        };
    }
}
