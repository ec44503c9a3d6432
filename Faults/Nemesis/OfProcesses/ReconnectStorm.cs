using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>All clients lose their connections in one moment and come back at once: their way in is cut, or all frontends are killed.</summary>
internal sealed class ReconnectStorm(bool killFrontends) : Fault("F16", killFrontends ? "all frontends kill -9" : "all connections of clients cut")
{
    /// <summary>Storms of one run: the second meets clients that are still coming back.</summary>
    private const int Storms = 3;

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, killFrontends ? "every frontend" : "every connection", Evidence.Reconnect);
        if (killFrontends)
        {
            await Task.WhenAll(stage.Cluster.Frontends.Select(frontend => frontend.KillAsync()));
            await Stage.StartAsync([.. stage.Cluster.Frontends]);
        }
        else
        {
            for (var storm = 0; storm < Storms; storm++)
            {
                foreach (var door in stage.Links.OfDoors)
                {
                    door.ResetAll();
                }

                await stage.PauseAsync(0.5 + (2 * stage.Random.NextDouble()));
            }
        }

        await stage.HealedAsync(fault);
    }
}
