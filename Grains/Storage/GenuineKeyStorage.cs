using System.Collections.Frozen;
using Orleans.Storage;
using Parley.Grains.Ids;

namespace Parley.Grains.Storage;

/// <summary>
/// Grain storage in which ids that this installation did not make are known to be absent without a look at the database:
/// guessing ids costs an attacker's time, not ours.
/// </summary>
public sealed class GenuineKeyStorage(IGrainStorage inner, IdMint ids) : IGrainStorage
{
    /// <summary>Name of a state → whether a grain key can be one of its. States that are not listed take any key.</summary>
    private readonly FrozenDictionary<string, Func<string, bool>> _isGenuine = new Dictionary<string, Func<string, bool>>
    {
        ["room"] = ids.IsRoom,
        ["user"] = ids.IsUser,
        ["drafts"] = ids.IsUser,
        ["scheduled"] = ids.IsUser,
        ["threads"] = ids.IsUser,
        ["room-reports"] = ids.IsRoom,
        ["room-mutes"] = ids.IsRoom,
        ["word-rules"] = key => key == GrainFactoryExtensions.ServerKey || ids.IsRoom(key),
        ["held-messages"] = ids.IsRoom,
        ["webhook"] = ids.IsWebhook,
        ["user-erasure"] = ids.IsUser,
        ["session"] = ids.IsSession,
        ["second-factor"] = ids.IsUser,
    }.ToFrozenDictionary();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (IsGenuine(stateName, grainId))
        {
            return inner.ReadStateAsync(stateName, grainId, grainState);
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.RecordExists = false;
        grainState.ETag = null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        IsGenuine(stateName, grainId) ? inner.WriteStateAsync(stateName, grainId, grainState) : throw NotGenuine(stateName);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        IsGenuine(stateName, grainId) ? inner.ClearStateAsync(stateName, grainId, grainState) : throw NotGenuine(stateName);

    private bool IsGenuine(string stateName, GrainId grainId) =>
        !_isGenuine.TryGetValue(stateName, out var isGenuine) || isGenuine(grainId.Key.ToString()!);

    private static InvalidOperationException NotGenuine(string stateName) =>
        new($"State \"{stateName}\" is kept only for ids that this installation has made.");
}
