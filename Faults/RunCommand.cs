using System.CommandLine;
using Parley.Faults.Nemesis;
using Parley.Faults.Runs;
using Parley.LocalCluster;

namespace Parley.Faults;

/// <summary><c>run</c>: breaks a cluster, again and again, and checks each time.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of the first run; each further run has the next number." };
        var minutes = new Option<double?>("--minutes") { Description = "Go on with all faults in turn, and begin no new run after so long." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 1, Description = "Runs of each fault, if no time is given." };
        var faults = new Option<string?>("--faults") { Description = "Codes with commas between, e.g. F1,F2; X1,X2 for the controls that must turn red. Default: all but the controls." };
        var withLong = new Option<bool>("--long") { Description = "Also faults that take a minute and more." };
        var silos = new Option<int>("--silos") { DefaultValueFactory = _ => 2, Description = "2 or more." };
        var frontends = new Option<int>("--frontends") { DefaultValueFactory = _ => 2, Description = "1 or more." };
        var keep = new Option<bool>("--keep") { Description = "Keep the histories of green runs, too." };
        var output = new Option<string?>("--out") { Description = "Where histories and logs are kept. Default: a new folder among the system's temporary ones." };
        var older = new Option<string?>("--older") { Description = "A built source tree of an older version, which the cluster starts as; F22 upgrades it. See dev/upgrade." };
        var report = new Option<string?>("--report") { Description = "A page whose table of results the new ones are added to: docs/reliability.md." };

        var run = new Command("run", "Starts a cluster, breaks it and checks what clients saw. Exit code 0: all runs were green; 1: not; 3: the cluster did not start.")
        {
            seed, minutes, runs, faults, withLong, silos, frontends, keep, output, older, report,
        };
        run.Validators.Add(result =>
        {
            if (RunPlan.Unknown(Codes(result.GetValue(faults))).ToList() is { Count: > 0 } unknown)
            {
                result.AddError($"There is no fault {string.Join(", ", unknown)}. They are listed in docs/reliability.md.");
            }
        });
        run.SetAction((result, cancellation) => RunAsync(
            new RunOptions
            {
                Seed = result.GetValue(seed),
                Time = result.GetValue(minutes) is { } time ? TimeSpan.FromMinutes(time) : null,
                Runs = result.GetValue(runs),
                Faults = [.. Codes(result.GetValue(faults))],
                WithLong = result.GetValue(withLong),
                Silos = result.GetValue(silos),
                Frontends = result.GetValue(frontends),
                Has = Machine.Has,
                Older = result.GetValue(older) is { } tree ? new OlderBuild(tree) : null,
                Keep = result.GetValue(keep),
                Folder = result.GetValue(output) ?? Directory.CreateTempSubdirectory("parley-faults-").FullName,
                Report = result.GetValue(report),
            },
            cancellation));
        return run;
    }

    private static string[] Codes(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellation)
    {
        try
        {
            return await new Runner(options, Console.Out).RunAsync(cancellation) ? 0 : 1;
        }
        catch (ClusterException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 3;
        }
    }
}
