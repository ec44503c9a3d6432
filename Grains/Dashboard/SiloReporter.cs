using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Grains.Realtime;
using Parley.Grains.Rooms;

namespace Parley.Grains.Dashboard;

/// <summary>Says how this silo is doing.</summary>
public sealed class SiloReporter(
    ILocalSiloDetails silo, SiloMetrics metrics, HostedRooms rooms, FrontendRegistry frontends, ProcessLoad load, IEnumerable<IClusterWarning> warnings, IKillSwitch killSwitch)
{
    public SiloReport Report() => metrics.Fill(new SiloReport(silo.SiloAddress.ToParsableString(), silo.Name, load.Report())
    {
        Rooms = rooms.Count,
        Frontends = frontends.Ids,
        Warnings = [.. warnings.SelectMany(warning => warning.Current)],
        CanBeKilled = killSwitch.Refusal is null,
    });
}
