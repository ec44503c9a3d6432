using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfClients;

/// <summary>A tenth of the clients stop reading, with small buffers, in rooms where much is said; then they go on.</summary>
internal sealed class SlowConsumers() : Fault("F15", "slow consumers")
{
    public override LoadOptions Shape(LoadOptions load) => load with
    {
        Rooms = 2, CommandsPerSecond = 40, MinText = 12_000, MaxText = 15_000, SlowReaders = 10, Edits = 0, Deletions = 0, Departures = 0,
    };

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "a tenth of the clients", Evidence.Gap, Evidence.Reconnect);
        stage.Crowd.SlowReadersRead(false);
        await stage.PauseAsync(20);
        stage.Crowd.SlowReadersRead(true);
        await stage.HealedAsync(fault);
    }
}
