using Parley.LocalCluster.CommandLine;

return args is ["replica", .. var rest]
    ? await new ReplicaCommandLine(Console.Out, Console.Error).RunAsync(rest)
    : await new ClusterCommandLine(Console.Out, Console.Error).RunAsync(args);
