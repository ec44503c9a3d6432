using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Users;
using Parley.Sessions;
using Parley.Setup;
using Parley.Users;

namespace Parley.Grains.Setup;

[GrainType("setup"), StatelessWorker]
public sealed class SetupGrain(SetupLinks links, UserTable users, IAudit audit, IOptions<ParleyOptions> parley) : Grain, ISetupGrain
{
    public async Task<Outcome<SetupLink>> NewLink(bool onlyFirst)
    {
        var row = await links.ReadAsync();
        if (row.IsClosed || await CloseIfAdministered())
        {
            return ErrorCatalog.Error(ErrorCatalog.SetupDone);
        }

        return await links.IssueAsync(onlyFirst) is { } token
            ? new SetupLink(token, parley.Value.PublicUrl is { } url ? $"{url.TrimEnd('/')}{SetupLink.Path(token)}" : null)
            : new SetupLink(null, null) { IssuedAt = (await links.ReadAsync()).IssuedAt };
    }

    public async Task<Outcome<SignedIn>> SetUp(SetUpServer command)
    {
        // 1. May they? Looking through all users is dear, so who guesses gets no further than the row.
        if (!(await links.ReadAsync()).Counts(command.Token) || await CloseIfAdministered() || !await links.SpendAsync(command.Token))
        {
            audit.Note(new AuditEntry(AuditEvents.AuthzFail) { Refusal = ErrorCatalog.SetupLinkWrong, Detail = "set-up link" });
            return ErrorCatalog.Error(ErrorCatalog.SetupLinkWrong);
        }

        // 2. The user. If it is not known whether there is one now, the link stays spent: a new one is to be had as long as there is no administrator.
        var registered = await GrainFactory.UserName(command.UserName).Register(new RegisterUser(command.UserName, command.DisplayName, command.Password) { Role = ServerRole.Owner });
        if (registered.IsError)
        {
            await links.GiveBackAsync(command.Token);
            return registered.Error;
        }

        // 3. From here on there is an administrator. That this one is among the owners is written with the role.
        var user = registered.Value.Id;
        await GrainFactory.User(user).ChangeAccess(new ChangeUserAccess(By: null) { Role = ServerRole.Owner });
        await links.CloseAsync();
        audit.Note(new AuditEntry(AuditEvents.UserCreated) { Actor = user, Target = user, Detail = "set-up link, role=owner" });
        return await GrainFactory.User(user).OpenSession(command.Session);
    }

    private async Task<bool> CloseIfAdministered()
    {
        if (!await users.HasAdministratorAsync())
        {
            return false;
        }

        await links.CloseAsync();
        return true;
    }
}
