using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>FLUSHALL: Redis forgets the members of the cluster, who must bring the table back.</summary>
internal sealed class FlushedRedis() : Fault("F11", "redis FLUSHALL")
{
    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromSeconds(60);

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "redis", Evidence.Outage);
        await stage.Redis.AskAsync("FLUSHALL");
        var flushed = stage.Timestamp();
        while (await stage.Redis.AskAsync("DBSIZE") == ":0")
        {
            if (stage.Since(flushed) > ComesBackWithin)
            {
                throw new TimeoutException($"Nobody wrote to Redis again within {ComesBackWithin.TotalSeconds:0} s after FLUSHALL.");
            }

            await stage.PauseAsync(0.1);
        }

        await stage.SawAsync(Evidence.Outage, $"Redis was empty for {stage.Since(flushed).TotalSeconds:0.0} s");
        await stage.HealedAsync(fault);
    }
}
