using Parley.Access;
using Parley.Errors;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<Outcome<UserProfile>> ChangeAccess(ChangeUserAccess command)
    {
        if (!Exists || state.State.IsErased)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        // 1. May it be done?
        var (role, isDeactivated) = (command.Role ?? state.State.ServerRole, command.IsDeactivated ?? state.State.IsDeactivated);
        if (command.By is { } by && (RefuseRole(by, command.Role) ?? RefuseDeactivation(by, command.IsDeactivated)) is { } refusal)
        {
            return refusal;
        }

        // 2. The last owner stays one, whoever asks.
        var owners = GrainFactory.GetGrain<IServerOwnersGrain>(0);
        var willOwn = role == ServerRole.Owner && !isDeactivated;
        if (!willOwn && state.State.ServerRole == ServerRole.Owner && !await owners.Remove(Id))
        {
            return ErrorCatalog.Error(ErrorCatalog.LastOwner);
        }

        // 3. Do it; what was decided before may have changed during the call above, but what is asked for is still the same.
        var changes = role != state.State.ServerRole || isDeactivated != state.State.IsDeactivated;
        if (changes && !await Change(user => user.IsErased ? user : user.WithRole(command.Role ?? user.ServerRole) with { IsDeactivated = command.IsDeactivated ?? user.IsDeactivated }))
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        if (willOwn)
        {
            await owners.Add(Id);
        }

        // 4. Tokens and cookies say what their user is: they must not outlive it. Also when nothing changes: a first attempt may have been interrupted here.
        if (changes || isDeactivated)
        {
            await EndSessions(except: null);
        }

        // 5. Nor does anybody go on by their bots.
        if (isDeactivated)
        {
            await GrainFactory.Bots(Id).End(forGood: false);
        }

        return state.State.Profile(Id);
    }

    private Error? RefuseRole(Actor by, ServerRole? role) =>
        role is { } asked ? ServerAccess.RefuseChange(by, new Actor(Id, state.State.ServerRole), asked) : null;

    private Error? RefuseDeactivation(Actor by, bool? isDeactivated) =>
        isDeactivated is not null ? ServerAccess.RefuseChange(by, new Actor(Id, state.State.ServerRole), role: null) : null;
}
