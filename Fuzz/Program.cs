using System.CommandLine;
using Parley.Fuzz.Runs;

var cases = new Option<int>("--cases") { Description = "How many cases.", DefaultValueFactory = _ => 100_000 };
var seed = new Option<int>("--seed") { Description = "Case i of a seed is always the same bytes, but for ids of the server's making.", DefaultValueFactory = _ => 1 };
var workers = new Option<int>("--workers") { Description = "Connections at work at a time.", DefaultValueFactory = _ => 6 };
var server = new Option<string?>("--server") { Description = "Path of Parley.WebFrontend.dll. Default: that of the same build." };
var output = new Option<string>("--output") { Description = "Folder for failed cases and the server's log.", DefaultValueFactory = _ => "fuzz-output" };
var replay = new Option<long[]>("--replay") { Description = "Only these cases, one at a time, and say what was sent and answered.", AllowMultipleArgumentsPerToken = true };
var root = new RootCommand("Sends a Parley server mutated requests and frames, and checks that it answers them all, in time, and stays what it was.") { cases, seed, workers, server, output, replay };
root.SetAction(async (parsed, cancellation) =>
{
    var options = new FuzzOptions
    {
        Cases = parsed.GetValue(cases), Seed = parsed.GetValue(seed), Workers = parsed.GetValue(workers), Output = parsed.GetValue(output)!,
        Server = parsed.GetValue(server) ?? FuzzServer.OfThisBuild, Replay = parsed.GetValue(replay) ?? [],
    };
    var report = await FuzzRun.RunAsync(options, Console.Out, cancellation);
    Console.WriteLine(report);
    return report.IsClean ? 0 : 1;
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
