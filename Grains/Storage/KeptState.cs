namespace Parley.Grains.Storage;

/// <summary>Writing of what grains keep.</summary>
internal static class KeptState
{
    /// <summary>Replaces the state and writes it. If that fails, memory no longer says what the database does: the activation goes, and another one reads.</summary>
    public static async Task Replace<T>(this IPersistentState<T> state, T next, IGrainBase grain)
    {
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
