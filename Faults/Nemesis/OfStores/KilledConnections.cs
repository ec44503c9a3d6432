using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>KILL for every connection of silos and frontends to MariaDB, several times.</summary>
internal sealed class KilledConnections() : Fault("F10", "database connections killed")
{
    private const int Times = 5;

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "mariadb", Evidence.Outage);
        var killed = 0;
        for (var i = 0; i < Times; i++)
        {
            killed += await stage.Sql.KillConnectionsAsync();
            await stage.PauseAsync(stage.Random.NextDouble());
        }

        if (killed > 0)
        {
            await stage.SawAsync(Evidence.Outage, $"{killed} connections were killed");
        }

        await stage.HealedAsync(fault);
    }
}
