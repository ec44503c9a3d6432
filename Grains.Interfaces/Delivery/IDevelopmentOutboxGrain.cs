using System.Collections.Immutable;
using Parley.Verification;

namespace Parley.Delivery;

/// <summary>What would have been sent on a developer's machine, where there is no mail server. Key: 0. Empty in every other environment.</summary>
[Alias("parley.development-outbox"), GrainInterfaceType("development-outbox")]
public interface IDevelopmentOutboxGrain : IGrainWithIntegerKey
{
    /// <summary>Keeps a message, and lets the oldest go when there are too many. In memory alone.</summary>
    [Alias("add")] Task Add(SentMessage message);

    /// <summary>What was sent, newest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<SentMessage>> List();
}

/// <summary>A message as its receiver would see it.</summary>
/// <param name="Subject">Empty for SMS.</param>
[GenerateSerializer, Immutable, Alias("parley.sent-message")]
public sealed record SentMessage([Id(0)] ContactKind Kind, [Id(1)] string To, [Id(2)] string Subject, [Id(3)] string Text, [Id(4)] DateTimeOffset At)
{
    /// <summary>Without the text: there is a code in it.</summary>
    public override string ToString() => $"SentMessage({Kind})";
}
