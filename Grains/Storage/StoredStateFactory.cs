namespace Parley.Grains.Storage;

/// <summary>
/// Grain state that every activation reads from the store, also one that takes the place of another on its way to a different silo. Orleans would send what memory has along; that is made for the
/// store's JSON alone and has no form on the wire, and what the store has is what counts.
/// </summary>
internal sealed class StoredStateFactory : IPersistentStateFactory
{
    private readonly PersistentStateFactory _inner = new();

    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration configuration)
    {
        var state = _inner.Create<TState>(context, configuration);
        if (state is IGrainMigrationParticipant traveller)
        {
            context.ObservableLifecycle.RemoveMigrationParticipant(traveller);
        }

        return state;
    }
}
