using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>Of a Redis Cluster the primary that has the membership table is killed, and its replica takes over; then it comes back as one.</summary>
internal sealed class PromotedRedisShard() : Fault("F28", "redis kill -9, promoted in a Redis Cluster")
{
    /// <summary>The key of the membership table.</summary>
    private const string Table = "parley/members/parley";

    public override Needs Needs => Needs.RedisCluster;

    public override async Task StrikeAsync(Stage stage)
    {
        var redis = stage.RedisCluster;
        var old = await redis.FindOwnerAsync(Table) ?? throw new InvalidOperationException("No Redis has the membership table.");
        var fault = await stage.BeganAsync(Name, old.Title, Evidence.Outage);
        await old.KillAsync();
        await stage.SeeOutageAsync(old);
        while (await redis.FindOwnerAsync(Table) is null)
        {
            await stage.PauseAsync(0.1);
        }

        await stage.PauseAsync(3); // silos look at the table meanwhile
        await Stage.StartAsync(old);
        await stage.HealedAsync(fault);
    }
}
