using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Grains.Storage;
using Parley.Webhooks;

namespace Parley.Grains.Webhooks;

[GrainType("webhook-index")]
internal sealed class WebhookIndexGrain(
    [PersistentState("webhook-index", GrainsRegistration.StateStore)] IPersistentState<WebhookIndexState> state, IdMint ids, IOptions<WebhookOptions> options) : Grain, IWebhookIndexGrain
{
    private ImmutableDictionary<string, string> Rooms => state.State.Rooms;

    public async Task<Outcome<string>> Add(string room)
    {
        if (Rooms.Count >= options.Value.MaxTotal || Rooms.Count(one => one.Value == room) >= options.Value.MaxPerRoom)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyWebhooks);
        }

        var id = ids.NewWebhook();
        await Write(Rooms.Add(id, room));
        return id;
    }

    public Task Remove(string id) => Rooms.ContainsKey(id) ? Write(Rooms.Remove(id)) : Task.CompletedTask;

    public Task<ImmutableArray<string>> OfRoom(string room) =>
        Task.FromResult<ImmutableArray<string>>([.. Rooms.Where(one => one.Value == room).Select(one => one.Key).Order(StringComparer.Ordinal)]);

    public Task<WebhookIndex?> Newer(long version) => Task.FromResult(version == state.State.Version ? null : new WebhookIndex(state.State.Version, Rooms));

    private Task Write(ImmutableDictionary<string, string> rooms) => state.Replace(new WebhookIndexState { Version = state.State.Version + 1, Rooms = rooms }, this);
}

/// <summary>What is kept of the index. Never changed, only replaced.</summary>
public sealed record WebhookIndexState
{
    public long Version { get; init; }

    /// <summary>Id of a webhook → room.</summary>
    public ImmutableDictionary<string, string> Rooms { get; init; } = ImmutableDictionary<string, string>.Empty;
}
