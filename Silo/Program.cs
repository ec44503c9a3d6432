using Parley.Silo.Admin;

return await new AdminCommandLine(Console.In, Console.Out, Console.Error).RunAsync(args);
