namespace Parley.Delivery;

/// <summary>How many messages by mail and SMS wait to be sent. Key: 0; any number of activations.</summary>
[Alias("parley.outbox"), GrainInterfaceType("outbox")]
public interface IOutboxGrain : IGrainWithIntegerKey
{
    /// <summary>How it is with the outbox now.</summary>
    [Alias("status"), Repeatable] Task<OutboxStatus> Status();
}

/// <summary>The outbox at one moment.</summary>
/// <param name="Waiting">Messages that were not sent yet.</param>
/// <param name="Retried">Those of them that could not be sent at least once.</param>
/// <param name="NextDueAt">When the next one is due; null: none waits.</param>
/// <param name="FirstExpiresAt">When the first of them is given up; null: none waits.</param>
[GenerateSerializer, Immutable, Alias("parley.outbox.status")]
public sealed record OutboxStatus([Id(0)] long Waiting, [Id(1)] long Retried, [Id(2)] DateTimeOffset? NextDueAt, [Id(3)] DateTimeOffset? FirstExpiresAt);
