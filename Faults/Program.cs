using System.CommandLine;
using Parley.Faults;
using Parley.Faults.Drill;

var root = new RootCommand("Breaks a Parley cluster on purpose and checks that it kept its promises.") { RunCommand.Create(), CheckCommand.Create(), DrillCommand.Create() };

// Whoever interrupts a run waits until its cluster is gone: processes that are left behind would be found by nobody.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
