using System.CommandLine;
using System.Globalization;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private const int MaxPage = 1000;

    private Command Users() => new("users", "Find users.") { ListUsers(), ShowUser() };

    private Command ListUsers()
    {
        var query = new Option<string?>("--query") { Description = "Only those with this in user name or display name." };
        var (limit, after) = (Limit(), After());
        var command = new Command("list", "List users by id: id, name, role, state, since when, display name.") { query, limit, after };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Users(new UsersRequest(parsed.GetValue(limit)) { Query = parsed.GetValue(query), After = parsed.GetValue(after) }, cancellation),
            found => found.Users.Count == 0 ? ["There are no such users."] : [.. found.Users.Select(Line), .. More(found.Next)],
            cancellation));
        return command;
    }

    private Command ShowUser()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var command = new Command("show", "Say who has a name.") { name };
        command.SetAction((parsed, cancellation) =>
            Do(parsed, admin => admin.Users(new UsersRequest(1) { UserName = parsed.GetRequiredValue(name) }, cancellation), found => found.Users.Select(Line), cancellation));
        return command;
    }

    private Command Sessions() => new("sessions", "Look after the sessions of a user.") { ListSessions(), RevokeSessions() };

    private Command ListSessions()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var command = new Command("list", "List the sessions of a user, newest first: id, since when, when used last, device.") { name };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Sessions(new SessionsRequest(parsed.GetRequiredValue(name), Revoke: false, Session: null), cancellation),
            found => found.Sessions.Count == 0 ? [$"{found.UserName} has no sessions."] : found.Sessions.Select(Line),
            cancellation));
        return command;
    }

    private Command RevokeSessions()
    {
        var name = new Argument<string>("NAME") { Description = "User name." };
        var session = new Option<string?>("--session") { Description = "Id of the only one to end. Default: all." };
        var command = new Command("revoke", "End sessions of a user; their connections are closed.") { name, session };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Sessions(new SessionsRequest(parsed.GetRequiredValue(name), Revoke: true, parsed.GetValue(session)), cancellation),
            found => [string.Create(CultureInfo.InvariantCulture, $"Ended {found.Sessions.Count} of {found.UserName}'s sessions.")],
            cancellation));
        return command;
    }

    private static Option<int> Limit()
    {
        var limit = new Option<int>("--limit") { Description = $"How many, 1 to {MaxPage}.", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > MaxPage)
            {
                given.AddError($"--limit is 1 to {MaxPage}.");
            }
        });
        return limit;
    }

    private static Option<string?> After() => new("--after") { Description = "Go on after this id." };

    private static IEnumerable<string> More(string? next) => next is null ? [] : [$"There are more: --after {next}"];

    private static string Line(AdminUser user) => string.Join('\t',
        user.Id, user.UserName, user.Role, user.IsErased ? "erased" : user.IsDeactivated ? "deactivated" : "active", Time(user.CreatedAt), user.DisplayName);

    private static string Line(AdminUserSession session) => string.Join('\t', session.Id, Time(session.CreatedAt), Time(session.LastSeenAt), session.Device);
}
