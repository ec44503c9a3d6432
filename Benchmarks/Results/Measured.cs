using System.Globalization;

namespace Parley.Benchmarks.Results;

/// <summary>Gathers figures run by run; prints a table of medians and ranges, and writes <c>results.json</c>.</summary>
public sealed class Measured(string workload)
{
    private readonly List<Server> _servers = [];

    public IReadOnlyList<RunResult> Results =>
    [
        .. _servers.Select(server => new RunResult(server.Name, workload, [.. server.Figures.Select(figure => new Figure(figure.Name, figure.Unit, figure.Values))]) { Notes = server.Notes }),
    ];

    /// <summary>One more value of a figure.</summary>
    public void Add(string server, string figure, string unit, double value)
    {
        var figures = Of(server).Figures;
        var values = figures.Find(one => one.Name == figure).Values;
        if (values is null)
        {
            figures.Add((figure, unit, values = []));
        }

        values.Add(value);
    }

    /// <summary>A sentence that whoever reads the server's figures must know.</summary>
    public void Note(string server, string sentence) => Of(server).Notes.Add(sentence);

    /// <summary>The median of what was added.</summary>
    public double Median(string server, string figure) => Results.Single(result => result.Name == server).Figures.Single(one => one.Name == figure).Median;

    /// <summary>Prints all, and writes it into the folder, if there is one.</summary>
    public async Task ReportAsync(string? folder, CancellationToken cancellation)
    {
        Print(Results);
        if (folder is not null)
        {
            await ResultsFile.WriteAsync(folder, Results, cancellation);
        }
    }

    public static void Print(IReadOnlyList<RunResult> results)
    {
        foreach (var result in results)
        {
            Console.WriteLine($"{result.Workload}  {result.Name}");
            foreach (var figure in result.Figures)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {figure.Name,-36}{figure.Median,14:#,0.###} {figure.Unit,-12}({figure.Lowest:#,0.###} … {figure.Highest:#,0.###})"));
            }

            foreach (var note in result.Notes)
            {
                Console.WriteLine($"  ! {note}");
            }
        }
    }

    private Server Of(string name)
    {
        var server = _servers.Find(one => one.Name == name);
        if (server is null)
        {
            _servers.Add(server = new Server(name, [], []));
        }

        return server;
    }

    private sealed record Server(string Name, List<(string Name, string Unit, List<double> Values)> Figures, List<string> Notes);
}
