namespace Parley.Benchmarks.Servers;

public static class ParleyExtensions
{
    /// <summary>What all its processes have used so far, and hold now.</summary>
    public static ProcessUsage UsageOf(this IParley parley) => parley.ProcessIds.Select(ProcessUsage.Of)
        .Aggregate((sum, one) => new ProcessUsage(sum.Cpu + one.Cpu, sum.ResidentBytes + one.ResidentBytes));

    /// <summary>Lines of USERNAME, tab, TOKEN, as the admin command prints them.</summary>
    internal static IReadOnlyList<string> Tokens(string output, int users)
    {
        var tokens = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[^1].Trim()).ToList();
        return tokens.Count == users ? tokens : throw new BenchmarkException($"admin issue-tokens gave {tokens.Count} of {users} tokens.");
    }
}
