using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Sessions;

/// <summary>
/// What is good once: who spends it first has it, in the whole installation and on every road to it. One conditional write
/// decides, never what some grain remembers.
/// </summary>
public sealed class SpentTokens(Databases databases, TimeProvider clock)
{
    /// <summary>Spends a token.</summary>
    /// <param name="kind">What it is, e.g. <c>ticket</c>: ids of different kinds do not meet.</param>
    /// <param name="id">Which one it is: ASCII, at most 100 characters. Not the secret itself, but its id or hash.</param>
    /// <param name="attempt">Chosen at random by the caller, ASCII, at most 64 characters: a repeat of the same attempt, whose reply was lost, is no second use.</param>
    /// <param name="until">When nobody would take the token any more, by the latest clock.</param>
    /// <returns>True: it was spent by this attempt. False: another one had it.</returns>
    public Task<bool> TrySpendAsync(string kind, string id, string attempt, DateTimeOffset until) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var key = $"{kind}:{id}";
        await connection.ExecuteAsync(
            databases.Identity.InsertIfAbsent("spent_tokens", "id", "attempt", "until_ms"),
            new { id = key, attempt, until_ms = until.ToUnixTimeMilliseconds() },
            transaction);

        // Whose row it is tells who has spent it; how many rows an INSERT reports differs between drivers.
        var spender = await connection.QuerySingleAsync<string>("SELECT attempt FROM spent_tokens WHERE id = @key", new { key }, transaction);
        await Database.SweepAsync<string>(connection, transaction, "spent_tokens", "id", "until_ms", clock.GetUtcNow().ToUnixTimeMilliseconds());
        return spender == attempt;
    });
}
