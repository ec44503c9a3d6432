using System.CommandLine;
using Parley.Benchmarks.Micro;

var file = new Option<string>("--file")
{
    DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "baseline.json"), Description = "The baseline; by default the one this program was built with.",
};

var run = new Command("run", "Runs all micro-benchmarks and prints their table.");
run.SetAction(_ =>
{
    MicroRun.Run();
    return 0;
});

var check = new Command("check", "Runs them and says what is worse than the baseline: allocations over 5 %, times, as a ratio to the reference, over 30 %.") { file };
check.SetAction(result =>
{
    var worse = Comparison.Worse(Measurements.Read(File.ReadAllText(result.GetValue(file)!)), MicroRun.Run());
    Console.WriteLine(worse.Count == 0 ? "Nothing is worse than the baseline." : string.Join('\n', worse));
    return worse.Count == 0 ? 0 : 1;
});

var baseline = new Command("baseline", "Runs them and writes the baseline.") { file };
baseline.SetAction(result =>
{
    File.WriteAllText(result.GetValue(file)!, MicroRun.Run().Write());
    return 0;
});

return await new RootCommand("Micro-benchmarks of the path of a message.") { run, check, baseline }.Parse(args).InvokeAsync();
