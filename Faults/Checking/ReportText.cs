using System.Globalization;
using System.Text;

namespace Parley.Faults.Checking;

/// <summary>A report for people.</summary>
public static class ReportText
{
    /// <summary>Violations of one rule that are printed; what is wrong once is often wrong a thousand times.</summary>
    private const int MaxOfOneRule = 20;

    public static string Of(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var c = report.Counts;
        Line($"{c.Rooms} rooms, {c.Clients} clients, {c.Faults} faults");
        Line($"{c.Operations} commands: {c.Acks} acknowledged, {c.Retries} repeats, {c.Failed} attempts failed, {c.Unknown} with unknown outcome");
        Line($"{c.EventsPushed} events pushed, {c.Disconnections} connections lost, {c.Gaps} gaps told");
        if (report.Availability.Values.MaxBy(room => room.Duration) is { } longest)
        {
            Line($"longest unavailability: {longest.Duration.TotalSeconds:0.000} s, room {longest.Asked.Room}, from line {longest.Asked.Line}");
        }

        foreach (var rule in Rule.All)
        {
            var broken = report.Violations.Where(violation => violation.Rule == rule).ToList();
            Line($"{rule.Code,-3} {(broken.Count == 0 ? "kept" : $"BROKEN {broken.Count} times")}: {rule.Promise}");
            foreach (var violation in broken.Take(MaxOfOneRule))
            {
                Line($"    {violation}");
            }

            if (broken.Count > MaxOfOneRule)
            {
                Line($"    … and {broken.Count - MaxOfOneRule} more");
            }
        }

        foreach (var reason in report.VoidBecause)
        {
            Line($"void: {reason}");
        }

        return text.Append(report.Verdict.ToString().ToUpperInvariant()).ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
