using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>The Redis that has the membership table is killed, and Sentinels promote its replica; then it comes back as one.</summary>
internal sealed class PromotedRedis() : Fault("F28", "redis kill -9, promoted by Sentinels")
{
    public override Needs Needs => Needs.Replicas;

    public override async Task StrikeAsync(Stage stage)
    {
        var redis = stage.Replicas.Redis;
        var old = await redis.PrimaryAsync();
        var fault = await stage.BeganAsync(Name, old.Title, Evidence.Outage);
        await old.KillAsync();
        await stage.SeeOutageAsync(old);
        while (await redis.FindPrimaryAsync() is null)
        {
            await stage.PauseAsync(0.1);
        }

        await stage.PauseAsync(1);
        await Stage.StartAsync(old);
        await stage.HealedAsync(fault);
    }
}
