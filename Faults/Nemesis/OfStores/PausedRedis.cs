using System.Globalization;
using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>CLIENT PAUSE: Redis lives, accepts connections and answers nobody for a while, as with DEBUG SLEEP, which servers have switched off.</summary>
internal sealed class PausedRedis(int seconds) : Fault("F11", $"redis CLIENT PAUSE {seconds} s")
{
    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "redis", Evidence.Outage);
        await stage.Redis.AskAsync(string.Create(CultureInfo.InvariantCulture, $"CLIENT PAUSE {seconds * 1000} ALL"));
        await stage.SeeOutageAsync(stage.Cluster.Redis);
        await stage.PauseAsync(Math.Max(0, seconds - 3)); // the question above has waited already
        await stage.Cluster.Redis.WaitReadyAsync();
        await stage.HealedAsync(fault);
    }
}
