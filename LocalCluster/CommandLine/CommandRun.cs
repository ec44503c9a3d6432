using System.CommandLine;

namespace Parley.LocalCluster.CommandLine;

/// <summary>What the command lines of this program have in common.</summary>
internal static class CommandRun
{
    /// <summary>Parses what a person says and has it done; what goes wrong is one sentence.</summary>
    /// <param name="call">What a person types to get here.</param>
    /// <returns>0: done; 1: refused or failed; 64: not understood.</returns>
    public static async Task<int> RunAsync(this RootCommand root, IReadOnlyList<string> arguments, string call, TextWriter output, TextWriter errors)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await errors.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See: {call} --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (ClusterException e)
        {
            await errors.WriteLineAsync(e.Message);
            return ExitCodes.Refused;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Interrupted.");
            return ExitCodes.Refused;
        }
    }

    /// <summary><c>--state</c>: where the state of what runs is kept.</summary>
    /// <param name="holds">What is in it.</param>
    public static Option<string?> StateOption(string holds, string variable, string otherwise) => new("--state")
    {
        Description = $"Folder of {holds}. Default: {variable}, else {otherwise} in the working directory.", Recursive = true,
    };

    /// <summary>Full path of the folder that was given, by the option or the environment, else of the usual one.</summary>
    public static string StateFolder(this ParseResult parsed, Option<string?> option, string variable, string otherwise)
    {
        var folder = parsed.GetValue(option) ?? Environment.GetEnvironmentVariable(variable);
        return Path.GetFullPath(string.IsNullOrEmpty(folder) ? otherwise : folder);
    }
}
