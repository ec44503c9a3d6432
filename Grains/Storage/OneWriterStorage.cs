using Orleans.Storage;

namespace Parley.Grains.Storage;

/// <summary>
/// Lets one write at a time through to a SQLite file, which takes no more anyway. Writers that meet a locked file sleep inside
/// SQLite, on threads of the silo and in no order, some for more than a second; here they queue and hold no thread.
/// </summary>
public sealed class OneWriterStorage(IGrainStorage inner) : IGrainStorage, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurn(() => inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurn(() => inner.ClearStateAsync(stateName, grainId, grainState));

    public void Dispose() => _turn.Dispose();

    /// <summary>Not on the grain's scheduler: a grain that is busy would keep the turn from the others.</summary>
    private async Task InTurn(Func<Task> write)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(write).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
