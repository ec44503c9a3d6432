using System.CommandLine;

namespace Parley.LocalCluster.CommandLine;

/// <summary><c>./dev/replica</c>: parses what a person says and has it done.</summary>
public sealed class ReplicaCommandLine(TextWriter output, TextWriter errors)
{
    private const string StateVariable = "PARLEY_REPLICA_DIR";
    private const string UsualState = ".replica";

    private readonly Option<string?> _state = CommandRun.StateOption("the servers: data, logs, group.json", StateVariable, UsualState);

    /// <inheritdoc cref="CommandRun.RunAsync"/>
    public Task<int> RunAsync(IReadOnlyList<string> arguments) => Root().RunAsync(arguments, ReplicaCommands.Call, output, errors);

    private RootCommand Root()
    {
        var replicas = new Option<int>("--replicas") { DefaultValueFactory = _ => 2, Description = "1 to 5." };
        replicas.Validators.Add(result =>
        {
            if (result.GetValue(replicas) is < 1 or > 5)
            {
                result.AddError("--replicas is from 1 to 5.");
            }
        });
        var up = new Command("up", "Start a primary, its replicas and the address in front, and wait until commits are acknowledged by a replica.") { replicas };
        up.SetAction((parsed, cancellation) => Commands(parsed).UpAsync(parsed.GetValue(replicas), cancellation));
        return new RootCommand("A MariaDB primary with replicas on this machine: global transaction ids, semi-synchronous, one address in front.")
        {
            _state, up,
            Verb("status", "Say who is the primary, and how far each server is.", (commands, cancellation) => commands.StatusAsync(cancellation)),
            Verb("settings", "Print the connection strings for Parley, as environment variables.", (commands, _) => commands.SettingsAsync()),
            Verb("failover", "Give the primary up: end it, promote the replica that has most, lead the address there.", (commands, cancellation) => commands.FailoverAsync(cancellation)),
            Verb("rejoin", "Start servers that have ended as replicas, from the beginning.", (commands, cancellation) => commands.RejoinAsync(cancellation)),
            Verb("down", "End all and delete the folder.", (commands, _) => commands.DownAsync()),
        };
    }

    private Command Verb(string verb, string description, Func<ReplicaCommands, CancellationToken, Task<int>> action)
    {
        var command = new Command(verb, description);
        command.SetAction((parsed, cancellation) => action(Commands(parsed), cancellation));
        return command;
    }

    private ReplicaCommands Commands(ParseResult parsed) => new(parsed.StateFolder(_state, StateVariable, UsualState), output, errors);
}
