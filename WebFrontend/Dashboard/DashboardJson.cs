using Parley.Dashboard;

namespace Parley.WebFrontend.Dashboard;

/// <summary>The answer of <c>GET /api/v1/dashboard</c>.</summary>
internal sealed record DashboardJson(DateTimeOffset At, TotalsJson Totals, SiloJson[] Silos, FrontendJson[] Frontends, WarningJson[] Warnings)
{
    /// <param name="mayKill">False: no silo is offered to be killed.</param>
    public static DashboardJson From(ClusterState state, bool mayKill)
    {
        var silos = state.Silos.Select(silo => silo.Report).OfType<SiloReport>().ToArray();
        var frontends = state.Frontends.Select(frontend => frontend.Report).OfType<FrontendReport>().ToArray();
        return new DashboardJson(
            state.At,
            TotalsJson.From(silos, frontends),
            [.. state.Silos.Select(silo => SiloJson.From(silo.Member, silo.Report, mayKill))],
            [.. state.Frontends.Select(frontend => FrontendJson.From(frontend.Id, frontend.Report))],
            [
                .. silos.SelectMany(silo => silo.Warnings.Select(text => new WarningJson(silo.Name, text))),
                .. frontends.SelectMany(frontend => frontend.Warnings.Select(text => new WarningJson(frontend.Frontend, text))),
            ]);
    }
}

/// <summary>Sums over what answers; numbers that only rise count from the start of each process.</summary>
internal sealed record TotalsJson(
    long Lost, long Doubled, long Reordered, long GapsRepaired, long DuplicatesAnswered,
    int Sockets, int Subscriptions, int Rooms, double AppendsPerSecond, double DeliveriesPerSecond, long EventsAppended)
{
    public static TotalsJson From(SiloReport[] silos, FrontendReport[] frontends) => new(
        frontends.Sum(frontend => frontend.Lost),
        frontends.Sum(frontend => frontend.Doubled),
        frontends.Sum(frontend => frontend.Reordered),
        frontends.Sum(frontend => frontend.GapsRepaired),
        silos.Sum(silo => silo.DuplicatesAnswered),
        frontends.Sum(frontend => frontend.HubSockets + frontend.RawSockets),
        frontends.Sum(frontend => frontend.Subscriptions),
        silos.Sum(silo => silo.Rooms),
        silos.Sum(silo => silo.AppendsPerSecond),
        frontends.Sum(frontend => frontend.DeliveriesPerSecond),
        silos.Sum(silo => silo.EventsAppended));
}

/// <summary>A silo.</summary>
/// <param name="Silo">What its kill takes.</param>
/// <param name="Numbers">Null: it does not answer.</param>
internal sealed record SiloJson(string Silo, string Name, string Address, string Status, bool CanBeKilled, ProcessJson? Process, SiloNumbersJson? Numbers)
{
    public static SiloJson From(SiloMember member, SiloReport? report, bool mayKill) => new(
        member.Silo, member.Name, member.Address, member.Status, mayKill && report is { CanBeKilled: true },
        report is null ? null : ProcessJson.From(report.Process),
        report is null
            ? null
            : new SiloNumbersJson(
                report.Rooms, report.AppendsPerSecond, report.AppendLatency?.P50, report.AppendLatency?.P99, report.AppendsUnderWay, report.EventsAppended,
                report.DuplicatesAnswered, report.Fenced, report.OutcomesSettled, report.BusyRefusals));
}

/// <summary>See <see cref="SiloReport"/>; latencies in milliseconds.</summary>
internal sealed record SiloNumbersJson(
    int Rooms, double AppendsPerSecond, double? AppendP50Ms, double? AppendP99Ms, int AppendsUnderWay, long EventsAppended,
    long DuplicatesAnswered, long Fenced, long OutcomesSettled, long BusyRefusals);

/// <summary>A frontend.</summary>
/// <param name="Numbers">Null: it does not answer.</param>
internal sealed record FrontendJson(string Frontend, string[] Addresses, ProcessJson? Process, FrontendNumbersJson? Numbers)
{
    public static FrontendJson From(string id, FrontendReport? report) => report is null
        ? new FrontendJson(id, [], null, null)
        : new FrontendJson(
            id, [.. report.Addresses], ProcessJson.From(report.Process),
            new FrontendNumbersJson(
                report.HubSockets, report.RawSockets, report.Subscriptions, report.Rooms, report.Batches, report.DeliveriesPerSecond,
                report.FanoutLatency?.P50, report.FanoutLatency?.P99, report.GapsRepaired, report.AlreadyPassed, report.SlowReaderGaps,
                report.Lost, report.Doubled, report.Reordered, report.CacheHits, report.CacheMisses));
}

/// <summary>See <see cref="FrontendReport"/>; latencies in milliseconds.</summary>
internal sealed record FrontendNumbersJson(
    int HubSockets, int RawSockets, int Subscriptions, int Rooms, long Batches, double DeliveriesPerSecond, double? FanoutP50Ms, double? FanoutP99Ms,
    long GapsRepaired, long AlreadyPassed, long SlowReaderGaps, long Lost, long Doubled, long Reordered,
    long CacheHits, long CacheMisses);

/// <summary>See <see cref="ProcessReport"/>.</summary>
internal sealed record ProcessJson(string Host, string Version, DateTimeOffset StartedAt, long MemoryBytes, double CpuPercent)
{
    public static ProcessJson From(ProcessReport report) => new(report.Host, report.Version, report.StartedAt, report.MemoryBytes, report.CpuPercent);
}

/// <summary>Something that may stand in the way.</summary>
/// <param name="From">Name of the silo, or id of the frontend.</param>
internal sealed record WarningJson(string From, string Text);
