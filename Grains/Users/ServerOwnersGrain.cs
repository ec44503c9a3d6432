using System.Collections.Immutable;
using Orleans.Storage;
using Parley.Users;

namespace Parley.Grains.Users;

/// <summary>Each change is one conditional write: of two owners who take each other's role away at once, one is refused.</summary>
[GrainType("server-owners")]
public sealed class ServerOwnersGrain([PersistentState("server-owners", GrainsRegistration.StateStore)] IPersistentState<ServerOwnersState> state)
    : Grain, IServerOwnersGrain
{
    public Task Add(string user) => Change(owners => owners.Add(user));

    public async Task<bool> Remove(string user)
    {
        var isLast = false;
        await Change(owners =>
        {
            isLast = owners.Count == 1 && owners.Contains(user);
            return isLast ? owners : owners.Remove(user);
        });
        return !isLast;
    }

    private async Task Change(Func<ImmutableHashSet<string>, ImmutableHashSet<string>> change)
    {
        while (change(state.State.Owners) is var next && !next.SetEquals(state.State.Owners))
        {
            state.State = new ServerOwnersState { Owners = next };
            try
            {
                await state.WriteStateAsync();
            }
            catch (InconsistentStateException)
            {
                await state.ReadStateAsync(); // another activation was faster: decide again
            }
            catch
            {
                DeactivateOnIdle(); // written or not: the next activation reads which
                throw;
            }
        }
    }
}

/// <summary>What is kept of the owners.</summary>
public sealed record ServerOwnersState
{
    /// <summary>User ids.</summary>
    public ImmutableHashSet<string> Owners { get; init; } = [];
}
