using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>CLIENT KILL for all connections to Redis, several times.</summary>
internal sealed class KilledRedisClients() : Fault("F11", "redis CLIENT KILL")
{
    private const int Times = 5;

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "redis", Evidence.Outage);
        for (var i = 0; i < Times; i++)
        {
            if (await stage.Redis.AskAsync("CLIENT KILL TYPE normal") is var killed && killed != ":0")
            {
                await stage.SawAsync(Evidence.Outage, $"connections killed {killed}");
            }

            await stage.PauseAsync(1);
        }

        await stage.HealedAsync(fault);
    }
}
