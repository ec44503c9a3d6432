using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Users;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    /// <summary>Whoever has the command line may do what owners may.</summary>
    private static readonly Actor Operator = new("", ServerRole.Owner);

    public async Task<Outcome<AdminUsers>> Users(UsersRequest request, CancellationToken cancellation)
    {
        if (request.UserName is { } name)
        {
            return await grains.UserName(name).Find() is { } one ? new AdminUsers([AdminUser.Of(one)], null) : NoUser(name);
        }

        var found = await grains.GetGrain<IUserDirectoryGrain>(0).Search(new SearchUsers(Operator, request.Query, request.After, request.Limit));
        return found.IsError ? found.Error : new AdminUsers([.. found.Value.Select(AdminUser.Of)], found.Value.Length < request.Limit ? null : found.Value[^1].Id);
    }

    public async Task<Outcome<AdminSessions>> Sessions(SessionsRequest request, CancellationToken cancellation)
    {
        if (await grains.UserName(request.UserName).Find() is not { } profile)
        {
            return NoUser(request.UserName);
        }

        var user = grains.User(profile.Id);
        var there = (await user.Sessions()).Where(session => request.Session is null || session.Id == request.Session).Select(AdminUserSession.Of).ToArray();
        var answer = new AdminSessions(profile.Id, profile.UserName, there);
        if (!request.Revoke)
        {
            return answer;
        }

        Error? refusal = null;
        if (request.Session is { } session)
        {
            refusal = (await user.EndSession(session)) is { IsError: true } ? ErrorCatalog.Error(ErrorCatalog.SessionNotFound, $"{profile.UserName} has no such session.") : null;
        }
        else
        {
            await user.EndSessions(except: null);
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenRevoked)
        {
            Target = profile.Id, Refusal = refusal?.Code, Detail = $"{ByCommand}: sessions revoke{(request.Session is null ? ", all" : $" {request.Session}")}",
        });
        return refusal is null ? answer : refusal;
    }

    private static Error NoUser(string name) => ErrorCatalog.Error(ErrorCatalog.UserNotFound, $"There is no user {name}.");
}
