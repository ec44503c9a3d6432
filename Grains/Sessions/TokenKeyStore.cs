using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>The table of keys that sign tokens. Every change is one conditional write.</summary>
public sealed class TokenKeyStore(Databases databases, ServerKeys serverKeys, TimeProvider clock)
{
    /// <summary>Where installations of before 0.2 have their only key, and the first of a new one is decided on.</summary>
    private const string FirstKey = "access-tokens";

    /// <summary>All keys.</summary>
    /// <param name="known">Keys that need not be read in again, by id.</param>
    public async Task<ImmutableArray<TokenKeyEntry>> ReadAsync(IReadOnlyDictionary<string, TokenKeyPair> known)
    {
        var rows = await databases.Identity.ReadAsync(async (connection, moment) => (await connection.QueryAsync<Row>(
            "SELECT id AS Id, algorithm AS Algorithm, value AS Value, created_at_ms AS CreatedAtMs, signs_from_ms AS SignsFromMs, tokens_until_ms AS TokensUntilMs, retired_at_ms AS RetiredAtMs FROM token_keys",
            transaction: moment)).AsList());
        return
        [
            .. rows.Select(row => new TokenKeyEntry(known.GetValueOrDefault(row.Id) ?? TokenKeyPair.Import(row.Algorithm, row.Value), Time(row.CreatedAtMs))
            {
                SignsFrom = row.SignsFromMs is { } from ? Time(from) : null,
                TokensUntil = Time(row.TokensUntilMs),
                RetiredAt = row.RetiredAtMs is { } retired ? Time(retired) : null,
            }),
        ];
    }

    /// <summary>
    /// Adds the key that an installation starts with, whoever comes first: which one it is was decided by the database.
    /// </summary>
    public Task AddFirstAsync(string algorithm)
    {
        var kept = serverKeys.Find(FirstKey) is { } older ? (TokenAlgorithms.Es256, older) : (algorithm, serverKeys.GetOrAdd(NameOf(algorithm), () => TokenKeyPair.New(algorithm).Export()));

        // It has always signed: whatever the clock of another silo says.
        return AddAsync(TokenKeyPair.Import(kept.Item1, kept.Item2), DateTimeOffset.UnixEpoch);
    }

    /// <summary>Adds a key, unless it is there.</summary>
    public Task AddAsync(TokenKeyPair key, DateTimeOffset? signsFrom) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        databases.Identity.InsertIfAbsent("token_keys", "id", "algorithm", "value", "created_at_ms", "signs_from_ms"),
        new { id = key.Id, algorithm = key.Algorithm, value = key.Export(), created_at_ms = Ms(clock.GetUtcNow()), signs_from_ms = signsFrom is { } from ? Ms(from) : (long?)null },
        transaction));

    /// <summary>Decides from when a key signs, unless that is decided; and, if asked, that no other counts any more.</summary>
    public Task ScheduleAsync(string id, DateTimeOffset signsFrom, bool retireOthers) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var changed = await connection.ExecuteAsync(
            "UPDATE token_keys SET signs_from_ms = @from WHERE id = @id AND signs_from_ms IS NULL", new { id, from = Ms(signsFrom) }, transaction);
        if (changed == 1 && retireOthers)
        {
            await connection.ExecuteAsync(
                "UPDATE token_keys SET retired_at_ms = @now WHERE id <> @id AND retired_at_ms IS NULL", new { id, now = Ms(signsFrom) }, transaction);
        }

        return changed;
    });

    /// <summary>Notes that a token of the key counts until then.</summary>
    public Task NoteTokensAsync(string id, DateTimeOffset until) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE token_keys SET tokens_until_ms = @until WHERE id = @id AND tokens_until_ms < @until", new { id, until = Ms(until) }, transaction));

    /// <summary>Forgets keys that count no more.</summary>
    public Task DeleteAsync(IReadOnlyCollection<string> ids) => databases.Identity.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM token_keys WHERE id IN @ids", new { ids }, transaction));

    private static string NameOf(string algorithm) => algorithm == TokenAlgorithms.Es256 ? FirstKey : $"{FirstKey}.{algorithm}";

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Algorithm { get; init; } = "";
        public byte[] Value { get; init; } = [];
        public long CreatedAtMs { get; init; }
        public long? SignsFromMs { get; init; }
        public long TokensUntilMs { get; init; }
        public long? RetiredAtMs { get; init; }
    }
}
