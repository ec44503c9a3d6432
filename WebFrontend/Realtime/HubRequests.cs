using MessagePack;

namespace Parley.WebFrontend.Realtime;

/// <summary>One room of <see cref="ChatHub.SubscribeMany"/>.</summary>
[MessagePackObject]
public sealed record SubscribeRequest([property: Key("room")] string? Room, [property: Key("after")] long? After, [property: Key("epoch")] string? Epoch = null);

/// <summary>The last argument of <see cref="ChatHub.Send"/>.</summary>
[MessagePackObject]
public sealed record SendOptions(
    [property: Key("replyTo")] long? ReplyTo = null, [property: Key("draft")] long? Draft = null, [property: Key("files")] string?[]? Files = null,
    [property: Key("thread")] long? Thread = null);
