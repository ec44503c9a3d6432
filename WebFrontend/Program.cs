using Parley.WebFrontend;

try
{
    await ParleyServer.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (Embedded.Explain(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 78; // EX_CONFIG of sysexits.h
}
