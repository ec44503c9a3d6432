using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;
using Parley.Users;

namespace Parley.Grains.Users;

[GrainType("user-directory"), StatelessWorker, Reentrant]
public sealed class UserDirectoryGrain(UserTable users) : Grain, IUserDirectoryGrain
{
    private const int MaxPage = 1000;

    public async Task<Outcome<ImmutableArray<UserProfile>>> Search(SearchUsers query)
    {
        if (ServerAccess.Refuse(query.By.Role, ServerPermission.ManageUsers) is { } refusal)
        {
            return refusal;
        }

        // The table says who, their grains what: a change that is being written counts.
        var ids = await users.FindAsync(query.Text ?? "", query.After ?? "", Math.Clamp(query.Limit, 1, MaxPage));
        var profiles = await Task.WhenAll(ids.Select(id => GrainFactory.User(id).Find()));
        return profiles.OfType<UserProfile>().ToImmutableArray();
    }
}
