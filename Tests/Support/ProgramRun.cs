using System.Diagnostics;

namespace Parley.Tests.Support;

/// <summary>Runs one of our programs from the build output as a process of its own.</summary>
public static class ProgramRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs it to its end.</summary>
    /// <param name="project">WebFrontend or Silo.</param>
    public static async Task<Ending> ToEnd(string project, IReadOnlyDictionary<string, string> settings, string[]? arguments = null, string? input = null)
    {
        using var process = Start(project, settings, arguments ?? []);
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
            }

            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Ending(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Starts it with all three streams redirected. Settings of the environment the tests run in do not reach it.</summary>
    public static Process Start(string project, IReadOnlyDictionary<string, string> settings, params string[] arguments) => Process.Start(Prepare(project, settings, arguments))!;

    /// <summary>How it is started, for who wants to start it in another way.</summary>
    public static ProcessStartInfo Prepare(string project, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in arguments.Prepend(Assembly(project)))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("Parley__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_ENVIRONMENT" or "URLS";

    /// <summary>Its own output, beside that of the tests: …/PROJECT/bin/CONFIGURATION/FRAMEWORK.</summary>
    private static string Assembly(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, project, "bin", own.Parent.Name, own.Name, $"Parley.{project}.dll");
    }
}

/// <summary>How a program ended.</summary>
public sealed record Ending(int ExitCode, string Output, string Errors);
