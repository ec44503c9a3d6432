using Parley.Silo.Admin;
using Parley.Silo.Shutdown;
using Parley.Silo.Startup;
using Parley.WebFrontend;
using Parley.WebFrontend.Startup;

// As with the silo's program: where there are frontends alone, and for settings that only they have.
if (args is ["admin", ..])
{
    return await new AdminCommandLine(Console.In, Console.Out, Console.Error, typeof(ParleyServer).Assembly).RunAsync(args);
}

try
{
    await using var app = ParleyServer.Build(args);
    await app.StartOrStopAsync();
    Console.WriteLine(await Banner.ForAsync(app));
    await app.RunToEndAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 78; // EX_CONFIG of sysexits.h
}
