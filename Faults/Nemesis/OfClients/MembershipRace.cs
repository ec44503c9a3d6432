using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfClients;

/// <summary>Members leave and join while they and others send, receive and resume; all connections are cut now and then.</summary>
internal sealed class MembershipRace() : Fault("F25", "membership race")
{
    private const int Cuts = 4;

    public override LoadOptions Shape(LoadOptions load) => load with { Rooms = 4, Departures = 30 };

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "every client", Evidence.Reconnect);
        for (var cut = 0; cut < Cuts; cut++)
        {
            await stage.PauseAsync(1 + (2 * stage.Random.NextDouble()));
            foreach (var link in stage.Links.OfDoors.SelectMany(door => door.Links).Where(_ => stage.Random.Next(3) == 0))
            {
                link.Reset();
            }
        }

        await stage.HealedAsync(fault);
    }
}
