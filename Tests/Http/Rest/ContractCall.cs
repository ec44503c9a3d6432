using System.Text.RegularExpressions;
using Parley.Tests.Docs;

namespace Parley.Tests.Http.Rest;

/// <summary>One valid call of an operation. The file contract-calls.txt holds them all, in an order in which they work; its head says how a row is written.</summary>
/// <param name="Actor">Who calls.</param>
/// <param name="Query">With its question mark; empty: none.</param>
/// <param name="Values">For the places of the address.</param>
/// <param name="Code">Of the refusal, where there is no success to be had here.</param>
/// <param name="Keeps">What to remember of the answer: name → path in it.</param>
/// <param name="Body">Null: none.</param>
internal sealed partial record ContractCall(
    string Operation, string Actor, string Query, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Headers, int Status, string? Code,
    IReadOnlyDictionary<string, string> Keeps, string? Body)
{
    public static string FilePath => Path.Combine(GeneratedDoc.Root, "Tests/Http/Rest/contract-calls.txt");

    public static IReadOnlyList<ContractCall> Read() =>
        [.. File.ReadAllLines(FilePath).Where(line => line.Trim() is { Length: > 0 } text && text[0] != '#').Select(Parse)];

    private static ContractCall Parse(string line)
    {
        var match = Row().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"Not a call: {line}");
        }

        var words = match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ContractCall(
            match.Groups["operation"].Value, match.Groups["actor"].Value, words.FirstOrDefault(word => word[0] == '?') ?? "", Pairs(words.Where(word => word[0] is not ('?' or '+'))),
            Pairs(words.Where(word => word[0] == '+').Select(word => word[1..])), int.Parse(match.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture),
            match.Groups["code"] is { Success: true, Value: var code } ? code : null, Pairs(match.Groups["keeps"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            match.Groups["body"] is { Success: true, Value: var body } ? body : null);
    }

    private static Dictionary<string, string> Pairs(IEnumerable<string> words) => words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex(@"^(?<operation>\w+) as (?<actor>\w+)(?<words>( [^ ]+)*?) = (?<status>\d{3})( (?<code>[a-z-]+))?( ->(?<keeps>( [^ ]+)+?))?( :: (?<body>.+))?$")]
    private static partial Regex Row();
}
