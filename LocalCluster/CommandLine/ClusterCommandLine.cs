using System.CommandLine;

namespace Parley.LocalCluster.CommandLine;

/// <summary>Parses what a person says and has it done. Results go to standard output, everything else to standard error.</summary>
public sealed class ClusterCommandLine(TextWriter output, TextWriter errors)
{
    private const string StateVariable = "PARLEY_CLUSTER_DIR";
    private const string UsualState = ".cluster";

    private readonly Option<string?> _state = CommandRun.StateOption("the cluster: data, logs, state.json", StateVariable, UsualState);

    /// <inheritdoc cref="CommandRun.RunAsync"/>
    public Task<int> RunAsync(IReadOnlyList<string> arguments) => Root().RunAsync(arguments, ClusterCommands.Call, output, errors);

    private RootCommand Root() => new("A Parley cluster on this machine, without containers: MariaDB, Redis, silos, frontends and HAProxy as processes on loopback.")
    {
        _state, Up(), Down(), Status(), Url(), Logs(), Add(),
        OnProcess("kill", "Kill a process (SIGKILL).", (commands, name, _) => commands.KillAsync(name)),
        OnProcess("stop", "Ask a process to stop (SIGTERM).", (commands, name, cancellation) => commands.StopAsync(name, cancellation)),
        OnProcess("freeze", "Freeze a process (SIGSTOP): it holds its sockets and does nothing.", (commands, name, _) => commands.FreezeAsync(name)),
        OnProcess("thaw", "Let a frozen process go on (SIGCONT).", (commands, name, _) => commands.ThawAsync(name)),
        OnProcess("restart", "Stop a process if it runs, and start it with the same ports and data.", (commands, name, cancellation) => commands.RestartAsync(name, cancellation)),
    };

    private Command Up()
    {
        var size = new Argument<string[]>("SIZE") { Description = "silos=N frontends=N. Default: 2 of each.", Arity = ArgumentArity.ZeroOrMore };
        var settings = new Option<string[]>("--set") { Description = "NAME=VALUE, an environment variable of all silos and frontends. May be repeated." };
        var noThrottling = new Option<bool>("--no-throttling") { Description = "Parley__Throttling__Enabled=false, for load." };
        var noProxy = new Option<bool>("--no-proxy") { Description = "Nothing in front of the frontends." };
        size.Validators.Add(result => AddError(result, Size.Parse(Words(result)).Error));
        settings.Validators.Add(result => AddError(result, Words(result).Where(word => word.IndexOf('=') < 1).Select(word => $"\"{word}\" is no setting: --set NAME=VALUE.").FirstOrDefault()));
        var command = new Command("up", "Start it and wait until everything is ready.") { size, settings, noThrottling, noProxy };
        command.SetAction((parsed, cancellation) =>
        {
            var (silos, frontends) = Size.Parse(parsed.GetValue(size) ?? []).Size;
            var options = new LocalClusterOptions { Silos = silos, Frontends = frontends, WithProxy = !parsed.GetValue(noProxy), Detached = true };
            foreach (var setting in (string[])[.. parsed.GetValue(noThrottling) ? ["Parley__Throttling__Enabled=false"] : Array.Empty<string>(), .. parsed.GetValue(settings) ?? []])
            {
                var parts = setting.Split('=', 2);
                options = options with { Settings = options.Settings.SetItem(parts[0], parts[1]) };
            }

            return Commands(parsed).UpAsync(options, cancellation);
        });
        return command;
    }

    private Command Down()
    {
        var keep = new Option<bool>("--keep") { Description = "Keep data and logs; the next up goes on with them." };
        var command = new Command("down", "Stop everything that was started, and delete the folder.") { keep };
        command.SetAction((parsed, cancellation) => Commands(parsed).DownAsync(parsed.GetValue(keep), cancellation));
        return command;
    }

    private Command Status()
    {
        var command = new Command("status", "Say what runs, where, and whether it is ready.");
        command.SetAction((parsed, cancellation) => Commands(parsed).StatusAsync(cancellation));
        return command;
    }

    private Command Url()
    {
        var command = new Command("url", "Print the address for clients and nothing else.");
        command.SetAction((parsed, _) => Commands(parsed).UrlAsync());
        return command;
    }

    private Command Logs() => OnProcess("logs", "Print the log of a process.", (commands, name, cancellation) => commands.LogsAsync(name, cancellation));

    private Command Add()
    {
        var what = new Argument<string>("WHAT") { Description = "silo or frontend." };
        what.Validators.Add(result => AddError(result, Words(result) is ["silo" or "frontend"] ? null : "What to add: silo or frontend."));
        var command = new Command("add", "Start one more silo or frontend and wait until it is ready.") { what };
        command.SetAction((parsed, cancellation) => Commands(parsed).AddAsync(parsed.GetRequiredValue(what), cancellation));
        return command;
    }

    private Command OnProcess(string verb, string description, Func<ClusterCommands, string, CancellationToken, Task<int>> action)
    {
        var words = new Argument<string[]>("PROCESS") { Description = ProcessName.Grammar + ".", Arity = ArgumentArity.OneOrMore };
        words.Validators.Add(result => AddError(result, Words(result) is { Length: > 0 } given && ProcessName.Parse(given) is null
            ? $"\"{string.Join(' ', given)}\" is no process: {ProcessName.Grammar}."
            : null));
        var command = new Command(verb, description) { words };
        command.SetAction((parsed, cancellation) => action(Commands(parsed), ProcessName.Parse(parsed.GetRequiredValue(words))!, cancellation));
        return command;
    }

    private ClusterCommands Commands(ParseResult parsed) => new(parsed.StateFolder(_state, StateVariable, UsualState), output, errors);

    private static string[] Words(System.CommandLine.Parsing.SymbolResult result) => [.. result.Tokens.Select(token => token.Value)];

    private static void AddError(System.CommandLine.Parsing.SymbolResult result, string? error)
    {
        if (error is not null)
        {
            result.AddError(error);
        }
    }
}
