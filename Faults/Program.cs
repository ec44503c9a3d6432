using System.CommandLine;
using Parley.Faults;

var root = new RootCommand("Breaks a Parley cluster on purpose and checks that it kept its promises.") { RunCommand.Create(), CheckCommand.Create() };
return await root.Parse(args).InvokeAsync();
