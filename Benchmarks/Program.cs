using System.CommandLine;
using Parley.Benchmarks;
using Parley.Benchmarks.Cluster;
using Parley.Benchmarks.Compare;
using Parley.Benchmarks.Durable;
using Parley.Benchmarks.Idle;
using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Resume;
using Parley.Benchmarks.Rooms;
using Parley.Benchmarks.Servers;

var rooms = new Option<int>("--rooms") { DefaultValueFactory = _ => 10, Description = "Rooms." };
var members = new Option<int>("--members") { DefaultValueFactory = _ => 100, Description = "Members of each room, one connection each." };
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 100, Description = "Messages per second and room." };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10, Description = "Seconds measured." };
var warmUp = new Option<int>("--warm-up") { DefaultValueFactory = _ => 20, Description = "Seconds of the same load before: the runtime compiles hot code anew while it runs." };

var fault = new Option<string>("--fault") { DefaultValueFactory = _ => "kill", Description = $"One of {string.Join(", ", FailoverBenchmark.Faults)}." };
var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 20, Description = "Runs." };
var silos = new Option<int>("--silos") { DefaultValueFactory = _ => 2, Description = "Silos." };
var frontends = new Option<int>("--frontends") { DefaultValueFactory = _ => 2, Description = "Frontends." };
var starve = new Option<int>("--starve") { DefaultValueFactory = _ => 60, Description = "Seconds without enough processor time, for the fault starve." };
var failover = new Command("failover", "Kills, freezes, stops, adds or starves silos of a cluster, or starts all of it anew; says how long no send was acknowledged.")
{
    fault, runs, rooms, silos, frontends, starve,
};
failover.SetAction((result, cancellation) => FailoverBenchmark.RunAsync(
    new FailoverBenchmark.Load(
        result.GetValue(fault)!, result.GetValue(runs), result.GetValue(rooms), result.GetValue(silos), result.GetValue(frontends), result.GetValue(starve)), cancellation));

var shortRoom = new Option<int>("--short") { DefaultValueFactory = _ => 1_000, Description = "Messages of the short room." };
var longRoom = new Option<int>("--long") { DefaultValueFactory = _ => 1_000_000, Description = "Messages of the long room." };
var samples = new Option<int>("--samples") { DefaultValueFactory = _ => 2_000, Description = "Reads of each kind in each room." };
var history = new Command("history", "Fills a short and a long room and reads both in turns: newest page, somewhere, what was missed; says how much longer the long one takes.")
{
    shortRoom, longRoom, samples,
};
history.SetAction((result, cancellation) => HistoryBenchmark.RunAsync(
    new HistoryBenchmark.Load(result.GetValue(shortRoom), result.GetValue(longRoom), result.GetValue(samples), WarmUp: result.GetValue(samples) / 4), cancellation));

var engine = new Option<string>("--engine") { DefaultValueFactory = _ => "sqlite", Description = $"One of {string.Join(", ", ParleyStart.Engines)}; mariadb is a cluster of one silo and one frontend." };
var manyRooms = new Option<int>("--rooms") { DefaultValueFactory = _ => 200, Description = "Rooms." };
var fewMembers = new Option<int>("--members") { DefaultValueFactory = _ => 5, Description = "Members of each room, one connection each." };
var severalInFlight = new Option<int>("--in-flight") { DefaultValueFactory = _ => 4, Description = "Sends of one member that may wait for their ack." };
var threeRuns = new Option<int>("--runs") { DefaultValueFactory = _ => 3, Description = "Runs; medians and ranges are shown." };
var controlSeconds = new Option<int>("--control-seconds") { DefaultValueFactory = _ => 5, Description = "Seconds that each control runs in each run; 0: none." };
var output = new Option<string?>("--output") { Description = "Folder for results.json, and for report.html of compare." };
var durable = new Command("durable", "W6: durable sends as fast as they go, beside one INSERT per message, one state write per message and the disk; and acks at half of that load.")
{
    engine, manyRooms, fewMembers, severalInFlight, seconds, warmUp, threeRuns, controlSeconds, output,
};
durable.SetAction((result, cancellation) => DurableBenchmark.RunAsync(
    new DurableBenchmark.Load(
        result.GetValue(engine)!, result.GetValue(manyRooms), result.GetValue(fewMembers), result.GetValue(severalInFlight), result.GetValue(seconds), result.GetValue(warmUp),
        result.GetValue(threeRuns), result.GetValue(controlSeconds), result.GetValue(output)),
    cancellation));

var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 19_000, Description = "Idle connections; `ulimit -n` must allow as many files, and some hundreds more." };
var idleMembers = new Option<int>("--members") { DefaultValueFactory = _ => 100, Description = "Members of each room, one connection each." };
var thirtySeconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "Seconds measured." };
var settle = new Option<int>("--settle") { DefaultValueFactory = _ => 15, Description = "Seconds between the last connection and the first that is measured." };
var endpoints = new Option<string[]>("--endpoints") { DefaultValueFactory = _ => ["raw", "hub"], AllowMultipleArgumentsPerToken = true, Description = "raw, hub." };
var oneRun = new Option<int>("--runs") { DefaultValueFactory = _ => 1, Description = "Runs; medians and ranges are shown." };
var idle = new Command("idle", "W5: memory and CPU of connections that do nothing, with session, subscription and presence.")
{
    connections, idleMembers, thirtySeconds, settle, oneRun, endpoints, output,
};
idle.SetAction((result, cancellation) => IdleBenchmark.RunAsync(
    new IdleBenchmark.Load(
        result.GetValue(connections), result.GetValue(idleMembers), result.GetValue(thirtySeconds), result.GetValue(settle), result.GetValue(oneRun), result.GetValue(endpoints)!, result.GetValue(output)),
    cancellation));

var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 10_000, Description = "Clients, each a user with a connection." };
var resumedRooms = new Option<int>("--rooms") { DefaultValueFactory = _ => 100, Description = "Rooms, with as many clients each." };
var missed = new Option<int>("--missed") { DefaultValueFactory = _ => 50, Description = "Messages that each client has missed." };
var resume = new Command("resume", "W8: clients are cut off, miss messages and come back at once; how long until all have all, and what the database is asked (mariadb).")
{
    engine, clients, resumedRooms, missed, threeRuns, output,
};
resume.SetAction((result, cancellation) => ResumeBenchmark.RunAsync(
    new ResumeBenchmark.Load(
        result.GetValue(engine)!, result.GetValue(clients), result.GetValue(resumedRooms), result.GetValue(missed), result.GetValue(threeRuns), result.GetValue(output)),
    cancellation));

var part = new Option<string>("--part") { DefaultValueFactory = _ => ClusterBenchmark.Parts[0], Description = $"One of {string.Join(", ", ClusterBenchmark.Parts)}." };
var cluster = new Command("cluster", "What it costs to be several processes: CPU per delivery beside one process; a room's CPU on its silo by members and by frontends.")
{
    part, rooms, members, rate, seconds, warmUp, threeRuns, output,
};
cluster.SetAction((result, cancellation) => ClusterBenchmark.RunAsync(
    new ClusterBenchmark.Load(
        result.GetValue(part)!, result.GetValue(rooms), result.GetValue(members), result.GetValue(rate), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(threeRuns),
        result.GetValue(output)),
    cancellation));

var workloads = new Option<string>("--workload")
{
    DefaultValueFactory = _ => "W2", Description = $"One or several, with commas between: {string.Join(", ", Workload.All.Select(one => $"{one.Name} ({one.What})"))}.",
};
var peers = new Option<string>("--peers") { DefaultValueFactory = _ => "", Description = $"Some of {string.Join(",", AllPeers.List.Select(peer => peer.Name))}; all, if none is named." };
var compare = new Command("compare", "W1, W2, W3, W4, W7: the same work for Parley and for what people would use instead, in turns; every delivery is checked.")
{
    workloads, peers, threeRuns, seconds, warmUp, output,
};
compare.SetAction((result, cancellation) => CompareBenchmark.RunAsync(
    new CompareBenchmark.Options(
        Names(result.GetValue(workloads)!), Names(result.GetValue(peers)!), result.GetValue(threeRuns), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(output)),
    cancellation));

var inputs = new Option<string[]>("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders that hold a results.json." };
var reportFolder = new Option<string?>("--output") { Description = "Folder for report.html; the first input, if none is named." };
var report = new Command("report", "Writes report.html from results.json of one or several measurements.") { inputs, reportFolder };
report.SetAction((result, cancellation) => HtmlReport.WriteAsync(result.GetValue(inputs)!, result.GetValue(reportFolder) ?? result.GetValue(inputs)![0], cancellation));

var root = new RootCommand("Measures Parley: starts the release build on a data folder of its own and loads it over loopback.")
{
    compare, report, failover, history, durable, idle, resume, cluster,
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

static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
