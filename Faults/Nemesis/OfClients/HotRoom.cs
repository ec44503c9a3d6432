using System.Globalization;
using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfClients;

/// <summary>One room gets half of all commands, of all clients. The others must not wait for it.</summary>
internal sealed class HotRoom() : Fault("F24", "one room with half of all commands")
{
    private const double Seconds = 10;

    /// <summary>Of the other rooms. The goal is a quarter of a second; this much would not be the load of the machine.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(1);

    public override LoadOptions Shape(LoadOptions load) => load with { CommandsPerSecond = 80, AllInTheFirstRoom = true };

    public override async Task StrikeAsync(Stage stage)
    {
        var (crowd, hot) = (stage.Crowd, stage.Crowd.Rooms[0]);
        crowd.Heat.Turn(false);
        await stage.PauseAsync(Seconds / 2);
        var (_, before) = crowd.Heat.Of(room => room != hot);

        var fault = await stage.BeganAsync(Name, hot, Evidence.Outage);
        crowd.Heat.Turn(true);
        await stage.PauseAsync(Seconds);
        var (there, ofHot) = crowd.Heat.Of(room => room == hot);
        var (elsewhere, ofOthers) = crowd.Heat.Of(room => room != hot);
        crowd.Heat.Turn(false);

        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * there / (there + elsewhere):0} % of {(there + elsewhere) / Seconds:0} commands/s; p99 there {ofHot.TotalMilliseconds:0} ms, elsewhere {ofOthers.TotalMilliseconds:0} ms, before {before.TotalMilliseconds:0} ms");
        stage.Done.Add(seen);
        if (there * 10 > (there + elsewhere) * 4)
        {
            await stage.SawAsync(Evidence.Outage, seen);
        }

        await stage.HealedAsync(fault);
        if (ofOthers > TooLong)
        {
            throw new InvalidOperationException($"Other rooms waited for the hot one: {seen}.");
        }
    }
}
