using Parley.Silo.Shutdown;
using Parley.Silo.Startup;
using Parley.WebFrontend;
using Parley.WebFrontend.Startup;

try
{
    await using var app = ParleyServer.Build(args);
    await app.StartOrStopAsync();
    Console.WriteLine(Banner.For(app));
    await app.RunToEndAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 78; // EX_CONFIG of sysexits.h
}
