using System.Globalization;
using System.Text.Json;

namespace Parley.Benchmarks.Results;

/// <summary>Gathers figures run by run; prints a table of medians and ranges, and writes <c>results.json</c>.</summary>
public sealed class Measured(string workload)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<(string Server, List<(string Name, string Unit, List<double> Values)> Figures)> _servers = [];

    public IReadOnlyList<RunResult> Results =>
        [.. _servers.Select(server => new RunResult(server.Server, workload, [.. server.Figures.Select(figure => new Figure(figure.Name, figure.Unit, figure.Values))]))];

    /// <summary>One more value of a figure.</summary>
    public void Add(string server, string figure, string unit, double value)
    {
        var figures = _servers.Find(one => one.Server == server).Figures;
        if (figures is null)
        {
            _servers.Add((server, figures = []));
        }

        var values = figures.Find(one => one.Name == figure).Values;
        if (values is null)
        {
            figures.Add((figure, unit, values = []));
        }

        values.Add(value);
    }

    /// <summary>The median of what was added.</summary>
    public double Median(string server, string figure) => Results.Single(result => result.Name == server).Figures.Single(one => one.Name == figure).Median;

    /// <summary>Prints all, and writes it into the folder, if there is one.</summary>
    public async Task ReportAsync(string? folder, CancellationToken cancellation)
    {
        foreach (var result in Results)
        {
            Console.WriteLine($"{result.Workload}  {result.Name}");
            foreach (var figure in result.Figures)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {figure.Name,-36}{figure.Median,14:#,0.###} {figure.Unit,-12}({figure.Lowest:#,0.###} … {figure.Highest:#,0.###})"));
            }
        }

        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(Results, Json), cancellation);
        }
    }
}
