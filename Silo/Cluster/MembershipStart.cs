using Parley.Grains.Storage;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>Whether a silo may join: not while the membership table is empty and others are alive, which will put it back.</summary>
internal sealed class MembershipStart(MembershipTable table, SiloHeartbeats heartbeats, string place)
{
    /// <exception cref="StartupException">Not now; it may pass.</exception>
    public async Task RequireSafeAsync()
    {
        if ((await ReadTableAsync()).Version > 0)
        {
            return;
        }

        var alive = await heartbeats.FreshAsync(MembershipTableGuard.Fresh);
        if (alive.Count > 0)
        {
            throw new StartupException(
                $"{place} has no membership table, but {string.Join(", ", alive)} {(alive.Count == 1 ? "is" : "are")} alive by the database: Redis has lost its data, or " +
                "ConnectionStrings__Redis names another one than theirs. Running silos put the table back; a silo that started now would form a second cluster.") { MayPass = true };
        }
    }

    private async Task<MembershipCopy> ReadTableAsync()
    {
        try
        {
            return await table.ReadAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new StartupException($"{place} does not answer: {e.Message} Start it, or mend ConnectionStrings__Redis.", e) { MayPass = true };
        }
    }
}
