using System.Security.Cryptography;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Backup;

/// <summary>
/// The epoch of the log: after a restore numbers may be given to other events than those that clients have seen under them. Another epoch tells everybody
/// who comes with the old one to begin anew.
/// </summary>
public static class LogEpoch
{
    private const int Bytes = 8;

    /// <summary>The log's now.</summary>
    public static Task<string> ReadAsync(Database messages) => messages.ReadAsync((connection, moment) =>
        connection.QuerySingleAsync<string>("SELECT value FROM log_meta WHERE name = 'epoch'", transaction: moment));

    /// <summary>Gives the log, and every room in it, a new epoch. To be done while no server has the log: one that has is fenced off, room by room.</summary>
    /// <returns>The new one.</returns>
    public static Task<string> RaiseAsync(Database messages)
    {
        var epoch = RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);
        return messages.WriteAsync(async (connection, transaction) =>
        {
            // All rooms in one go, however many: half of them in the old epoch would be worse than a long statement.
            await connection.ExecuteAsync("UPDATE log_meta SET value = @epoch WHERE name = 'epoch'", new { epoch }, transaction);
            await connection.ExecuteAsync("UPDATE room_heads SET epoch = @epoch", new { epoch }, transaction, commandTimeout: 0);
            return epoch;
        });
    }
}
