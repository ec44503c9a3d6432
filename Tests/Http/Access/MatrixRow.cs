using System.Text.RegularExpressions;
using Parley.Tests.Docs;

namespace Parley.Tests.Http.Access;

/// <summary>
/// One way in and what everybody gets there. The file authorization-matrix.txt holds them all; its head says how a row is written.
/// </summary>
/// <param name="Key">As the server declares it: <c>GET /api/v1/rooms/{room}</c>, <c>hub Send</c>, <c>frame send</c>.</param>
/// <param name="Variant">Null: the usual case.</param>
/// <param name="Body">JSON or arguments, with places for what a cell has; null: none.</param>
/// <param name="Cells">Kind of room → answers by the order of <see cref="Actors"/>; empty if the row is not about a room.</param>
/// <param name="Rule">What is expected where no room matters; null if one does.</param>
public sealed partial record MatrixRow(string Key, string? Variant, string? Body, IReadOnlyDictionary<string, string[]> Cells, string? Rule)
{
    /// <summary>Those who are signed in, in the order of the columns. Anonymous, deactivated and expired come on top: they get nothing that asks for a sign-in.</summary>
    public static readonly string[] Actors = ["outsider", "guest", "guestIn", "member", "muted", "former", "banned", "moderator", "owner", "admin"];

    public static readonly string[] Rooms = ["public", "private", "direct", "group", "archived"];

    public static string FilePath => Path.Combine(GeneratedDoc.Root, "Tests/Http/Access/authorization-matrix.txt");

    public string Method => Key[..Key.IndexOf(' ', StringComparison.Ordinal)];

    public string Target => Key[(Key.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public override string ToString() => Variant is null ? Key : $"{Key} ({Variant})";

    public static IReadOnlyList<MatrixRow> Read()
    {
        var rows = new List<MatrixRow>();
        foreach (var line in File.ReadAllLines(FilePath).Where(line => line.Trim() is { Length: > 0 } text && text[0] != '#'))
        {
            if (char.IsWhiteSpace(line[0]))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var cells = words[1..] is [var all] ? [.. Actors.Select(_ => all)] : words[1..];
                if (cells.Length != Actors.Length || !Rooms.Contains(words[0]))
                {
                    throw new FormatException($"Not a row of {Actors.Length} cells: {line}");
                }

                rows[^1] = rows[^1] with { Cells = new Dictionary<string, string[]>(rows[^1].Cells) { [words[0]] = cells } };
            }
            else
            {
                var match = Head().Match(line);
                rows.Add(match.Success
                    ? new MatrixRow(match.Groups["key"].Value, Group("variant"), Group("body"), new Dictionary<string, string[]>(), Group("rule"))
                    : throw new FormatException($"Not a row: {line}"));

                string? Group(string name) => match.Groups[name] is { Success: true, Value: var value } ? value : null;
            }
        }

        return [.. rows.Select(row => row.Cells.ContainsKey("group") || !row.Cells.TryGetValue("direct", out var direct)
            ? row
            : row with { Cells = new Dictionary<string, string[]>(row.Cells) { ["group"] = direct } })];
    }

    [GeneratedRegex(@"^(?<key>\S+ \S+)( \((?<variant>[^)]+)\))?( = (?<rule>\w+))?( :: (?<body>.+))?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Head();
}
