using System.CommandLine;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks;

/// <summary>Options of several commands.</summary>
internal static class SharedOptions
{
    public static Option<int> Seconds(int usual = 10) => Int("--seconds", usual, "Seconds measured.");

    public static Option<int> WarmUp() => Int("--warm-up", 20, "Seconds of the same load before: the runtime compiles hot code anew while it runs.");

    public static Option<int> Runs(int usual = 3) => Int("--runs", usual, "Runs; medians and ranges are shown.");

    public static Option<int> Rooms(int usual) => Int("--rooms", usual, "Rooms.");

    public static Option<int> Members(int usual) => Int("--members", usual, "Members of each room, one connection each.");

    public static Option<int> Rate() => Int("--rate", 100, "Messages per second and room.");

    public static Option<string> Engine() =>
        new("--engine") { DefaultValueFactory = _ => "sqlite", Description = $"One of {string.Join(", ", ParleyStart.Engines)}; mariadb is a cluster of one silo and one frontend." };

    public static Option<string?> Output() => new("--output") { Description = "Folder for results.json, and for report.html of compare." };

    public static Option<int> Int(string name, int usual, string description) => new(name) { DefaultValueFactory = _ => usual, Description = description };
}
