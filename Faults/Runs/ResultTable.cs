using System.Globalization;
using System.Text;
using Parley.Faults.Checking;

namespace Parley.Faults.Runs;

/// <summary>Results summed up by fault, as a Markdown table that can be read again and added to.</summary>
internal sealed class ResultTable
{
    private const string Head = "| fault | runs | acks | lost | doubled | forks | gaps | other | longest unavailability | void runs | last run |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

    /// <summary>Rows from before there was that column.</summary>
    private const string Unknown = "–";

    private readonly SortedDictionary<(int Number, string Fault), Row> _rows = [];

    /// <param name="when">Day and commit of the runs; of the rows of one day the one that is added counts.</param>
    public static ResultTable Of(IEnumerable<RunResult> results, string when)
    {
        var table = new ResultTable();
        foreach (var result in results)
        {
            var isVoid = result.Verdict == Verdict.Void;
            table.Add($"{result.Fault.Code} {result.Fault.Name}", isVoid
                ? new Row { Void = 1, Last = when }
                : new Row
                {
                    Runs = 1, Acks = result.Report?.Counts.Acks ?? 0, Lost = result.Lost, Doubled = result.Doubled, Forks = result.Forks, Gaps = result.Gaps, Other = result.Other,
                    Away = result.Away.TotalSeconds, Last = when,
                });
        }

        return table;
    }

    /// <summary>Reads lines of a table; what is no row of one is passed over.</summary>
    public static ResultTable Parse(string markdown)
    {
        var table = new ResultTable();
        foreach (var line in markdown.Split('\n'))
        {
            var cells = line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            if (cells.Length is 10 or 11 && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && cells[0] != "all")
            {
                table.Add(cells[0], new Row
                {
                    Runs = runs, Acks = Number(cells[2]), Lost = Number(cells[3]), Doubled = Number(cells[4]), Forks = Number(cells[5]), Gaps = Number(cells[6]), Other = Number(cells[7]),
                    Away = double.Parse(cells[8].Replace(" s", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), Void = Number(cells[9]),
                    Last = cells.Length > 10 ? cells[10] : Unknown,
                });
            }
        }

        return table;

        static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
    }

    public ResultTable With(ResultTable other)
    {
        var sum = new ResultTable();
        foreach (var ((_, fault), row) in _rows.Concat(other._rows))
        {
            sum.Add(fault, row);
        }

        return sum;
    }

    public override string ToString()
    {
        var text = new StringBuilder(Head);
        foreach (var ((_, fault), row) in _rows)
        {
            Line(fault, row);
        }

        if (_rows.Count > 1)
        {
            Line("all", _rows.Values.Aggregate((sum, row) => sum.Plus(row)));
        }

        return text.ToString();

        void Line(string fault, Row r) => text.Append(CultureInfo.InvariantCulture,
            $"| {fault} | {r.Runs} | {r.Acks} | {r.Lost} | {r.Doubled} | {r.Forks} | {r.Gaps} | {r.Other} | {r.Away:0.0} s | {r.Void} | {r.Last} |\n");
    }

    private void Add(string fault, Row row)
    {
        var number = int.TryParse(fault.Split(' ')[0].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : int.MaxValue;
        _rows[(number, fault)] = _rows.TryGetValue((number, fault), out var known) ? known.Plus(row) : row;
    }

    private sealed record Row
    {
        public int Runs { get; init; }

        public int Acks { get; init; }

        public int Lost { get; init; }

        public int Doubled { get; init; }

        public int Forks { get; init; }

        public int Gaps { get; init; }

        public int Other { get; init; }

        /// <summary>Seconds.</summary>
        public double Away { get; init; }

        public int Void { get; init; }

        public string Last { get; init; } = Unknown;

        public Row Plus(Row other) => new()
        {
            Runs = Runs + other.Runs, Acks = Acks + other.Acks, Lost = Lost + other.Lost, Doubled = Doubled + other.Doubled, Forks = Forks + other.Forks, Gaps = Gaps + other.Gaps,
            Other = Other + other.Other, Away = Math.Max(Away, other.Away), Void = Void + other.Void, Last = IsLater(other.Last) ? other.Last : Last,
        };

        /// <summary>Of one day: commits have no order that could be seen here.</summary>
        private bool IsLater(string added) => added != Unknown && (Last == Unknown || string.CompareOrdinal(Day(added), Day(Last)) >= 0);

        private static string Day(string last) => last.Split(' ')[0];
    }
}
