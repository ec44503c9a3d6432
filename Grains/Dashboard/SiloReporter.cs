using System.Reflection;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Grains.Realtime;
using Parley.Grains.Rooms;

namespace Parley.Grains.Dashboard;

/// <summary>Says how this silo is doing.</summary>
public sealed class SiloReporter(
    ILocalSiloDetails silo, SiloMetrics metrics, HostedRooms rooms, FrontendRegistry frontends, ProcessLoad load, IEnumerable<IClusterWarning> warnings, IKillSwitch killSwitch)
{
    private static readonly string Version =
        typeof(SiloReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    public SiloReport Report()
    {
        var (memory, cpu) = load.Read();
        var process = new ProcessReport(Environment.MachineName, Version, load.StartedAt, memory, cpu);
        return metrics.Fill(new SiloReport(silo.SiloAddress.ToParsableString(), silo.Name, process)
        {
            Rooms = rooms.Count,
            Frontends = frontends.Ids,
            Warnings = [.. warnings.SelectMany(warning => warning.Current)],
            CanBeKilled = killSwitch.Refusal is null,
        });
    }
}
