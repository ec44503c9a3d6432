using System.CommandLine;
using Parley.Benchmarks;
using Parley.Benchmarks.Cluster;
using Parley.Benchmarks.Compare;
using Parley.Benchmarks.Durable;
using Parley.Benchmarks.History;
using Parley.Benchmarks.Idle;
using Parley.Benchmarks.Resume;

var root = new RootCommand("Measures Parley: starts the release build on a data folder of its own and loads it over loopback.")
{
    CompareCommand.Make(), ReportCommand.Make(), FailoverCommand.Make(), HistoryCommand.Make(), DurableCommand.Make(), IdleCommand.Make(), ResumeCommand.Make(), ClusterCommand.Make(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
