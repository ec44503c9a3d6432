using System.Globalization;
using Parley.Faults.History;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>A silo whose clock is wrong comes into the cluster, gets its share of the rooms, and is asked to stop again some seconds later. It has an address of its own, so that its clock has nothing to do with its other lives.</summary>
internal sealed class AddedSiloWithWrongClock(string name, TimeSpan ahead) : Fault("F14", name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Seconds in which it has rooms.</summary>
    private const double Decides = 6;

    public override Needs Needs => Needs.FakeTime;

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "one more silo", Evidence.Outage);
        var silos = stage.Cluster.Silos.Count;
        try
        {
            var silo = await stage.Cluster.AddSiloAsync(FakeTime.Ahead(ahead));
            var off = await FakeTime.OffAsync(silo);
            var rooms = await RoomsAsync(stage, silo);
            var seen = string.Create(CultureInfo.InvariantCulture, $"off by {off.TotalSeconds:0} s, {rooms} rooms");
            stage.Done.Add(seen);
            if ((off - ahead).Duration() < TimeSpan.FromSeconds(30) && rooms > 0)
            {
                await stage.SawAsync(Evidence.Outage, $"{silo.Name}: {seen}");
            }

            await stage.PauseAsync(Decides);
        }
        finally
        {
            if (stage.Cluster.Silos.Count > silos)
            {
                await stage.Cluster.RemoveSiloAsync(stage.Cluster.Silos[^1]); // also one that has not become ready
            }
        }

        await stage.HealedAsync(fault);
    }

    /// <summary>How many it has got; waits until it has one.</summary>
    private static async Task<int> RoomsAsync(Stage stage, SiloProcess silo)
    {
        var rooms = 0;
        for (var started = stage.Timestamp(); rooms == 0 && stage.Since(started) < Patience; await stage.PauseAsync(1))
        {
            rooms = await stage.RoomsOfAsync(silo);
        }

        return rooms;
    }
}
