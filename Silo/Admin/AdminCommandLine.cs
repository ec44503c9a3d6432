using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Silo.Embedded;
using Parley.Silo.Startup;

namespace Parley.Silo.Admin;

/// <summary>The admin command line: parses, has it done, prints. Results go to standard output, everything else to standard error.</summary>
public sealed partial class AdminCommandLine
{
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private readonly TextWriter _errors;

    private readonly Option<string?> _dataPath = new("--data-path") { Description = "Data folder. Default: as the server has it (Parley__DataPath).", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON.", Recursive = true };

    private readonly IReadOnlyList<Assembly> _withSettings;

    /// <param name="withSettings">Assemblies with options of the program that this one is called by, beside the silo's.</param>
    public AdminCommandLine(TextReader input, TextWriter output, TextWriter errors, params IReadOnlyList<Assembly> withSettings)
    {
        _withSettings = withSettings;
        _input = input;
        _output = output;
        _errors = errors;
    }

    /// <summary>How it is called where this program runs.</summary>
    public static string Call => SourceTree.Root is null ? "dotnet Parley.Silo.dll admin" : "dotnet run --project Silo -- admin";

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Parley's silo: without a command it hosts grains of a cluster. And the admin command line.") { Admin() };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await _errors.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See: {Call} --help");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration { Output = _output, Error = _errors, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration);
    }

    private Command Admin()
    {
        var admin = Grains();
        foreach (var command in new BackupCommands(_dataPath, _json, _output, _errors, TimeProvider.System).Build())
        {
            admin.Add(command);
        }

        foreach (var command in new TransferCommands(_dataPath, _json, _output, _errors, TimeProvider.System).Build())
        {
            admin.Add(command);
        }

        admin.Add(new FileCommands(_dataPath, _json, _output, _errors, TimeProvider.System).Build());
        return admin;
    }

    private Command Grains() => new("admin", "Look after an installation: through its running server or cluster, or on its data folder if no server runs.")
    {
        _dataPath, _json, Status(), CreateUser(), SetRole(), SetActive("deactivate", isDeactivated: true), SetActive("activate", isDeactivated: false),
        SetPassword(), ResetSecondFactor(), Invite(), NewSetupLink(), IssueTokens(), Keys(), Users(), Sessions(), Rooms(), Limits(), Nodes(), Outbox(), SearchIndex(), Jobs(), LogLevel(), Audit(),
        new MigrateCommand(_dataPath, _json, _output, _errors).Build(), new ConfigCommand(_dataPath, _json, _output, _errors, _withSettings).Build(),
        new HealthCommand(_json, _output, _errors).Build(),
    };

    private Command Status()
    {
        var command = new Command("status", "Say who has the data folder.");
        command.SetAction((parsed, cancellation) => Do(parsed, admin => admin.Status(cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(AdminStatus status) =>
            status.Silos is { } silos ? [$"The cluster has {silos.Count} silo{(silos.Count == 1 ? "" : "s")}: {string.Join(", ", silos)}."] :
            [status.IsServer ? $"Parley {status.Version} runs as process {status.ProcessId} on {status.DataPath}." : $"No server runs on {status.DataPath}."];
    }

    private Command CreateUser()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var isAdmin = new Option<bool>("--admin") { Description = "Make the user an administrator of the server." };
        var displayName = new Option<string?>("--display-name") { Description = "Name that others see. Default: the user name." };
        var passwordStdin = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input. Default: make one and print it." };
        var command = new Command("create-user", "Make a user.") { name, isAdmin, displayName, passwordStdin };
        command.SetAction(async (parsed, cancellation) =>
        {
            var password = parsed.GetValue(passwordStdin) ? await _input.ReadLineAsync(cancellation) ?? "" : null;
            var request = new CreateUserRequest(parsed.GetRequiredValue(name), parsed.GetValue(displayName), password, parsed.GetValue(isAdmin));
            return await Do(parsed, admin => admin.CreateUser(request, cancellation), Print, cancellation);
        });
        return command;

        static IEnumerable<string> Print(CreatedUser user)
        {
            yield return $"Created {(user.IsAdmin ? "the administrator" : "the user")} {user.UserName} ({user.Id}).";
            if (user.GeneratedPassword is not null)
            {
                yield return $"Password, shown only now: {user.GeneratedPassword}";
            }
        }
    }

    private Command SetRole()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var role = new Argument<string>("ROLE") { Description = $"{RoleNames.All}." };
        var command = new Command("set-role", "Change what a user is on the server. Ends the user's sessions.") { name, role };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new ChangeUserRequest(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), IsDeactivated: null);
            return Do(parsed, admin => admin.ChangeUser(request, cancellation), PrintChanged, cancellation);
        });
        return command;
    }

    private Command SetActive(string verb, bool isDeactivated)
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var what = isDeactivated ? "Let nobody sign in as a user any more. Ends the user's sessions; name and messages stay." : "Let a deactivated user sign in again.";
        var command = new Command(verb, what) { name };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new ChangeUserRequest(parsed.GetRequiredValue(name), Role: null, isDeactivated);
            return Do(parsed, admin => admin.ChangeUser(request, cancellation), PrintChanged, cancellation);
        });
        return command;
    }

    private static IEnumerable<string> PrintChanged(ChangedAccess user) =>
        [$"{user.UserName} ({user.Id}) is {(user.IsDeactivated ? "deactivated" : "active")}, with the role {user.Role}."];

    private Command SetPassword()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var passwordStdin = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input. Default: make one and print it." };
        var command = new Command("set-password", "Give a user another password, and end all sessions of the user.") { name, passwordStdin };
        command.SetAction(async (parsed, cancellation) =>
        {
            var password = parsed.GetValue(passwordStdin) ? await _input.ReadLineAsync(cancellation) ?? "" : null;
            var request = new SetPasswordRequest(parsed.GetRequiredValue(name), password);
            return await Do(parsed, admin => admin.SetPassword(request, cancellation), Print, cancellation);
        });
        return command;

        static IEnumerable<string> Print(ChangedUser user)
        {
            yield return $"{user.UserName} ({user.Id}) has another password and no sessions.";
            if (user.GeneratedPassword is not null)
            {
                yield return $"Password, shown only now: {user.GeneratedPassword}";
            }
        }
    }

    private Command ResetSecondFactor()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var command = new Command("reset-second-factor", "Turn the second factor of a user off, who has lost app and recovery codes.") { name };
        command.SetAction((parsed, cancellation) =>
            Do(parsed, admin => admin.ResetSecondFactor(new UserRequest(parsed.GetRequiredValue(name)), cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(ChangedUser user) => [$"{user.UserName} ({user.Id}) signs in by the password alone now."];
    }

    private Command Invite()
    {
        var uses = new Option<int>("--uses") { Description = "How many accounts it is good for.", DefaultValueFactory = _ => 1 };
        var hours = new Option<int?>("--hours") { Description = "How long it counts. Default: Parley:SignUp:InviteLifetime." };
        var role = new Option<string>("--role") { Description = "What the accounts become: member, admin or guest.", DefaultValueFactory = _ => "member" };
        var command = new Command("invite", "Make an invite to the server.") { uses, hours, role };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new InviteRequest(parsed.GetValue(uses), parsed.GetValue(hours), parsed.GetRequiredValue(role));
            return Do(parsed, admin => admin.Invite(request, cancellation), Print, cancellation);
        });
        return command;

        static IEnumerable<string> Print(IssuedInvite invite) =>
            [$"Invite {invite.Id}, counts until {invite.ExpiresAt:u}. Shown only now: {invite.Code}", .. invite.Link is { } link ? [link] : Array.Empty<string>()];
    }

    private Command IssueTokens()
    {
        var prefix = new Option<string>("--prefix") { Description = "The users are PREFIX1, PREFIX2, …", Required = true };
        var users = new Option<int>("--users") { Description = $"How many, 1 to {AdminCommands.MaxUsers}.", Required = true };
        var room = new Option<string?>("--room") { Description = "Name or id of a room they are to be members of; made if missing (public, owned by the first of them)." };
        var hours = new Option<int>("--hours") { Description = $"How long the tokens count, 1 to {AdminCommands.MaxHours}.", DefaultValueFactory = _ => 24 };
        var command = new Command("issue-tokens", "Print access tokens for users that are made if missing: lines of USERNAME<TAB>TOKEN. For load tests.") { prefix, users, room, hours };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new IssueTokensRequest(parsed.GetRequiredValue(prefix), parsed.GetValue(users), parsed.GetValue(room), parsed.GetValue(hours));
            return Do(parsed, admin => admin.IssueTokens(request, cancellation), Print, cancellation);
        });
        return command;

        static IEnumerable<string> Print(IssuedTokens issued) => issued.Tokens.Select(token => $"{token.UserName}\t{token.AccessToken}");
    }

    private Command SearchIndex()
    {
        var rebuild = new Option<bool>("--rebuild") { Description = "Empty the index and fill it again from the rooms; it fills in the background, in a running server or cluster." };
        var status = new Option<bool>("--status") { Description = "Say how far it is. The default." };
        var wait = new Option<bool>("--wait") { Description = "Stay until it is up to date, with a bar." };
        var command = new Command("search-index", "Say how far the index of messages is, or make it anew.") { rebuild, status, wait };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            async admin => await admin.SearchIndex(new SearchIndexRequest(parsed.GetValue(rebuild)), cancellation) is var found && parsed.GetValue(wait)
                ? await WaitForIndexAsync(admin, found, isQuiet: parsed.GetValue(_json), cancellation)
                : found,
            Print, cancellation));
        return command;

        static IEnumerable<string> Print(SearchIndexStatus status) =>
        [
            string.Create(CultureInfo.InvariantCulture, $"{status.Messages} messages of {status.Rooms} rooms can be found."),
            status.EventsBehind == 0
                ? "The index is up to date."
                : string.Create(CultureInfo.InvariantCulture, $"Not indexed yet: {status.EventsBehind} events in {status.RoomsBehind} rooms."),
        ];
    }

    private Command Audit()
    {
        var verify = new Option<bool>("--verify") { Description = "Check that no entry was changed, removed or inserted; exit code 1 if one was." };
        var limit = new Option<int>("--limit") { Description = $"How many entries, 1 to {IAuditGrain.MaxPage}.", DefaultValueFactory = _ => 50 };
        var after = new Option<long?>("--after") { Description = "Go on after the entry of this number: with the ones before it in time." };
        var actor = new Option<string?>("--actor") { Description = "Only what the user of this id did." };
        var @event = new Option<string?>("--event") { Description = "Only this event, e.g. authn_login_fail." };
        var command = new Command("audit", "Print the audit log, newest first, or check it.") { verify, limit, after, actor, @event };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(verify))
            {
                return Do(parsed, async admin => Judged(await admin.VerifyAudit(cancellation)), PrintVerification, cancellation);
            }

            var query = new AuditQuery(parsed.GetValue(limit)) { After = parsed.GetValue(after), Actor = parsed.GetValue(actor), Event = parsed.GetValue(@event) };
            return Do(parsed, admin => admin.ReadAudit(query, cancellation), PrintPage, cancellation);
        });
        return command;

        static Outcome<AuditVerification> Judged(Outcome<AuditVerification> found) =>
            found.Value?.Fault is { } fault ? ErrorCatalog.Error(ErrorCatalog.Invalid, string.Create(CultureInfo.InvariantCulture, $"{fault} The {found.Value.Checked} entries before are as they were written.")) : found;

        static IEnumerable<string> PrintVerification(AuditVerification found) =>
            [string.Create(CultureInfo.InvariantCulture, $"The audit log is as it was written: {found.Checked} entries, head {found.Head}.")];

        static IEnumerable<string> PrintPage(AuditPage page) => page.Entries.Select(one => string.Join('\t',
            one.Id.ToString(CultureInfo.InvariantCulture), one.Entry.At!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), one.Entry.Event,
            one.Entry.Refusal ?? "done", one.Entry.Actor ?? "-", one.Entry.Address ?? "-", one.Entry.Target ?? "-", one.Entry.Detail ?? "-", one.Entry.RequestId ?? "-"));
    }

    private async Task<int> Do<T>(ParseResult parsed, Func<IAdmin, Task<Outcome<T>>> work, Func<T, IEnumerable<string>> print, CancellationToken cancellation)
    {
        try
        {
            await using var session = await AdminSession.OpenAsync(parsed.GetValue(_dataPath), cancellation);
            var outcome = await work(session.Admin);
            if (outcome.IsError)
            {
                await _errors.WriteLineAsync(outcome.Error.Message);
                return ExitCodes.Refused;
            }

            var lines = parsed.GetValue(_json) ? [JsonSerializer.Serialize(outcome.Value, JsonSerializerOptions.Web)] : print(outcome.Value);
            foreach (var line in lines)
            {
                await _output.WriteLineAsync(line);
            }

            return ExitCodes.Ok;
        }
        catch (HttpRequestException e)
        {
            await _errors.WriteLineAsync($"The running server did not answer: {e.Message}");
            return ExitCodes.Unavailable;
        }
        catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
        {
            await _errors.WriteLineAsync(sentence);
            return ExitCodes.Configuration;
        }
    }
}
