using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Webhooks;

/// <summary>Which webhooks there are, and of which rooms. Key: 0. What was answered is on disk.</summary>
[Alias("parley.webhook-index"), GrainInterfaceType("webhook-index")]
public interface IWebhookIndexGrain : IGrainWithIntegerKey
{
    /// <summary>A new id in a room. Refused as <c>too-many-webhooks</c>. Not repeatable: each is another one.</summary>
    [Alias("add")] Task<Outcome<string>> Add(string room);

    /// <summary>Forgets an id; repeating is harmless.</summary>
    [Alias("remove"), Repeatable] Task Remove(string id);

    /// <summary>Ids of a room, in the order in which they were made.</summary>
    [Alias("of-room"), Repeatable] Task<ImmutableArray<string>> OfRoom(string room);

    /// <summary>All, if there is another version than the one that is known; else null.</summary>
    [Alias("newer"), Repeatable] Task<WebhookIndex?> Newer(long version);
}

/// <param name="Rooms">Id of a webhook → room.</param>
[GenerateSerializer, Immutable, Alias("parley.webhook-index.all")]
public sealed record WebhookIndex([Id(0)] long Version, [Id(1)] ImmutableDictionary<string, string> Rooms);
