using Parley.Dashboard;
using Parley.Grains.Dashboard;
using Parley.WebFrontend.Dashboard;

namespace Parley.Tests.Support;

/// <summary>What counters say in a report.</summary>
public static class Reports
{
    private static readonly ProcessReport Nowhere = new("host", "0", default, 0, 0);

    public static SiloReport Report(this SiloMetrics metrics) => metrics.Fill(new SiloReport("s1", "one", Nowhere));

    public static FrontendReport Report(this FrontendMetrics metrics) => metrics.Fill(new FrontendReport("f1", [], Nowhere));
}
