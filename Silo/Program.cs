using Parley.Silo;
using Parley.Silo.Admin;

// Settings may be given as arguments (--Parley:Cluster:SiloPort=11112); anything else is for the command line.
return args.All(argument => argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains('=', StringComparison.Ordinal))
    ? await SiloProgram.RunAsync(args)
    : await new AdminCommandLine(Console.In, Console.Out, Console.Error).RunAsync(args);
