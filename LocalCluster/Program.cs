using Parley.LocalCluster.CommandLine;

return await new ClusterCommandLine(Console.Out, Console.Error).RunAsync(args);
