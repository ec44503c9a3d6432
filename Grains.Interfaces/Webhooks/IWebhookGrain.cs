using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;

namespace Parley.Webhooks;

/// <summary>
/// One webhook: follows the line of its room and posts what happens to an address, one event after the other, each at least once. Key: its id. It sees what its
/// owner may see, and ends with the owner's membership. Who may ask is for the caller to decide.
/// </summary>
[Alias("parley.webhook"), GrainInterfaceType("webhook")]
public interface IWebhookGrain : IGrainWithStringKey
{
    /// <summary>Begins after the head that the room has now. Again: the same.</summary>
    [Alias("create"), Repeatable] Task<Outcome<WebhookMade>> Create(CreateWebhook command);

    /// <summary>Null: there is none, or no more.</summary>
    [Alias("describe"), Repeatable] Task<WebhookView?> Describe();

    /// <summary>Gives it another address, other kinds of events, or switches it on or off. Refused as <c>webhook-not-found</c>.</summary>
    [Alias("change"), Repeatable] Task<Outcome<WebhookView>> Change(ChangeWebhook command);

    /// <summary>A new secret, told only now. The one before signs beside it for a while. Not repeatable: each makes another one.</summary>
    [Alias("rotate")] Task<Outcome<WebhookMade>> Rotate();

    /// <summary>Goes back, or on, to the event of that number: it is the next that is delivered.</summary>
    [Alias("replay"), Repeatable] Task<Outcome<WebhookView>> Replay(long from);

    /// <summary>The attempts of late, the latest first.</summary>
    [Alias("attempts"), Repeatable] Task<ImmutableArray<WebhookAttempt>> Attempts();

    /// <summary>Ends it; repeating is harmless.</summary>
    [Alias("delete"), Repeatable] Task Delete();

    /// <summary>Something has happened in the room. May be lost: a reminder looks as well.</summary>
    [Alias("wake"), OneWay] Task Wake();
}

/// <summary>What a webhook does. The numbers are stored: never change them.</summary>
public enum WebhookState
{
    Active = 0,

    /// <summary>Somebody has switched it off.</summary>
    Off = 1,

    /// <summary>Its deliveries have failed for too long.</summary>
    Failed = 2,

    /// <summary>Its owner may not read the room any more.</summary>
    OwnerGone = 3,
}

/// <param name="Owner">Whose sight of the room it has.</param>
/// <param name="Kinds">Kinds of events that are delivered; empty: all.</param>
[GenerateSerializer, Immutable, Alias("parley.webhook.create")]
public sealed record CreateWebhook([Id(0)] string Room, [Id(1)] Actor Owner, [Id(2)] string Url, [Id(3)] ImmutableArray<string> Kinds)
{
    /// <summary>Without the address: there may be a secret in it.</summary>
    public override string ToString() => $"CreateWebhook({Room})";
}

/// <summary>What is null stays.</summary>
[GenerateSerializer, Immutable, Alias("parley.webhook.change")]
public sealed record ChangeWebhook([Id(0)] string? Url, [Id(1)] ImmutableArray<string>? Kinds, [Id(2)] bool? IsOn)
{
    /// <summary>Without the address: there may be a secret in it.</summary>
    public override string ToString() => "ChangeWebhook";
}

/// <param name="Cursor">Number of the last event that was delivered or passed over.</param>
/// <param name="FailingSince">When the first attempt failed since the last that did not; null: none.</param>
[GenerateSerializer, Immutable, Alias("parley.webhook.view")]
public sealed record WebhookView(
    [Id(0)] string Id, [Id(1)] string Room, [Id(2)] string Owner, [Id(3)] string Url, [Id(4)] ImmutableArray<string> Kinds, [Id(5)] WebhookState State, [Id(6)] long Cursor,
    [Id(7)] DateTimeOffset? FailingSince, [Id(8)] DateTimeOffset? NextAttemptAt)
{
    /// <summary>Without the address: there may be a secret in it.</summary>
    public override string ToString() => $"WebhookView({Id}, {State})";
}

/// <param name="Secret">Told only now.</param>
[GenerateSerializer, Immutable, Alias("parley.webhook.made")]
public sealed record WebhookMade([Id(0)] WebhookView View, [Id(1)] string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"WebhookMade({View.Id})";
}

/// <summary>One attempt to deliver an event.</summary>
/// <param name="Delivery">The value of <c>webhook-id</c>.</param>
/// <param name="Status">HTTP status of the answer; null: there was none.</param>
/// <param name="Fault">Null: delivered.</param>
[GenerateSerializer, Immutable, Alias("parley.webhook.attempt")]
public sealed record WebhookAttempt(
    [Id(0)] string Delivery, [Id(1)] long Seq, [Id(2)] string Kind, [Id(3)] DateTimeOffset At, [Id(4)] int Milliseconds, [Id(5)] int? Status, [Id(6)] string? Fault);
