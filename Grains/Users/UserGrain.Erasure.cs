using Parley.Access;
using Parley.Errors;
using Parley.SecondFactor;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<Outcome<UserProfile>> Erase(EraseUser command)
    {
        if (!Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        // 1. May it be done?
        if (state.State.IsBot)
        {
            return ErrorCatalog.Error(ErrorCatalog.Forbidden, "A bot has nothing of its own. Deactivate it instead.");
        }

        if (!state.State.IsErased && command.By is { } by && by.Id != Id && ServerAccess.RefuseChange(by, new Actor(Id, state.State.ServerRole), role: null) is { } refusal)
        {
            return refusal;
        }

        // 2. The last owner stays one, whoever asks.
        if (state.State.ServerRole == ServerRole.Owner && !await GrainFactory.GetGrain<IServerOwnersGrain>(0).Remove(Id))
        {
            return ErrorCatalog.Error(ErrorCatalog.LastOwner);
        }

        // 3. From here on there is nobody; the name stays until it is given up.
        if (!state.State.IsErased)
        {
            await Change(user => user.WithRole(ServerRole.Member) with { IsErased = true, IsDeactivated = true, PasswordHash = null });
        }

        await EndSessions(except: null);
        await GrainFactory.Bots(Id).End(forGood: true);
        return state.State.Profile(Id);
    }

    public Task<string?> NameToErase() =>
        Task.FromResult(state.State is { IsErased: true, UserName: var name } && name != UserState.ErasedName(Id) ? name : null);

    public async Task BlankErased()
    {
        if (state.State.IsErased)
        {
            await EndSessions(except: null);
            await Change(user => user.IsErased ? user.Blank(Id) : user);
        }
    }

    public async Task<Outcome<UserProfile>> ProveIdentity(ProveIdentity command)
    {
        var confirmed = await ConfirmPassword(new ConfirmPassword(command.Password));
        if (confirmed.IsError)
        {
            return confirmed.Error;
        }

        if (state.State.PasswordHash is null &&
            (!state.State.Sessions.Contains(command.Session) || await Session(command.Session).Describe() is not { } session || session.CreatedAt < clock.GetUtcNow() - erasure.Value.RecentSignIn))
        {
            return ErrorCatalog.Error(ErrorCatalog.SignInAgain);
        }

        if ((await GrainFactory.SecondFactor(Id).Status()).IsOn)
        {
            var spent = await GrainFactory.SecondFactor(Id).Spend(new ShowCode(command.Code ?? ""));
            if (spent.IsError)
            {
                return spent.Error;
            }
        }

        return state.State.Profile(Id);
    }
}
