using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfClients;

/// <summary>
/// What was sent is sent again: late, twice at once over two roads, before something newer, and with other content, which must be refused. In
/// the middle a silo is killed, so that repeats meet a room that has to look its past up in the log.
/// </summary>
internal sealed class RepeatedSends() : Fault("F20", "repeated, late and reordered sends")
{
    public override LoadOptions Shape(LoadOptions load) => load with { Repeats = 40 };

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "every client", Evidence.Retry);
        await stage.PauseAsync(4);
        var silo = stage.Pick(stage.Cluster.Silos);
        await silo.KillAsync();
        await stage.PauseAsync(4);
        await Stage.StartAsync(silo);
        await stage.HealedAsync(fault);
    }
}
