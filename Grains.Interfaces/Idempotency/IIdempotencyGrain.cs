namespace Parley.Idempotency;

/// <summary>
/// Requests that must not be done twice, by the key that their sender gave each: of those with the same key one is done, and the others get its answer.
/// After draft-ietf-httpapi-idempotency-key-header-07. Key: 0.
/// </summary>
[Alias("parley.idempotency"), GrainInterfaceType("idempotency")]
public interface IIdempotencyGrain : IGrainWithIntegerKey
{
    /// <summary>Somebody is about to do it. Repeated with the same <see cref="BeginRequest.Attempt"/> it says the same again.</summary>
    [Alias("begin"), Repeatable] Task<BegunRequest> Begin(BeginRequest command);

    /// <summary>It has been done: that is the answer from now on. Nothing if somebody else has taken over since.</summary>
    [Alias("complete"), Repeatable] Task Complete(CompleteRequest command);

    /// <summary>Nothing was done: whoever repeats it does it. Nothing if somebody else has taken over since.</summary>
    [Alias("abandon"), Repeatable] Task Abandon(RequestKey key, string attempt);
}

/// <param name="User">User id.</param>
/// <param name="Key">What the sender calls the request, 1 to 255 characters.</param>
[GenerateSerializer, Immutable, Alias("parley.idempotency.key")]
public sealed record RequestKey([property: Id(0)] string User, [property: Id(1)] string Key)
{
    /// <summary>Without the key, which opens the answer.</summary>
    public override string ToString() => $"RequestKey({User})";
}

/// <param name="Fingerprint">Tells requests apart: hex of SHA-256.</param>
/// <param name="Attempt">Random; whose turn it is.</param>
[GenerateSerializer, Immutable, Alias("parley.idempotency.begin")]
public sealed record BeginRequest([property: Id(0)] RequestKey Key, [property: Id(1)] string Fingerprint, [property: Id(2)] string Attempt);

/// <summary>What is to be done with a request.</summary>
[GenerateSerializer, Alias("parley.idempotency.state")]
public enum RequestState
{
    /// <summary>Do it.</summary>
    Mine = 0,

    /// <summary>Somebody is doing it.</summary>
    InFlight = 1,

    /// <summary>It was done, and this was the answer.</summary>
    Done = 2,

    /// <summary>The key stands for another request.</summary>
    Another = 3,
}

/// <param name="Answer">Of one that is done.</param>
[GenerateSerializer, Immutable, Alias("parley.idempotency.begun")]
public sealed record BegunRequest([property: Id(0)] RequestState State, [property: Id(1)] KeptAnswer? Answer);

[GenerateSerializer, Immutable, Alias("parley.idempotency.complete")]
public sealed record CompleteRequest([property: Id(0)] RequestKey Key, [property: Id(1)] string Attempt, [property: Id(2)] KeptAnswer Answer);

/// <param name="Headers">Those that say something about the body or where the new thing is.</param>
/// <param name="Body">UTF-8; null: it was longer than is kept.</param>
[GenerateSerializer, Immutable, Alias("parley.idempotency.answer")]
public sealed record KeptAnswer([property: Id(0)] int Status, [property: Id(1)] Dictionary<string, string> Headers, [property: Id(2)] string? Body)
{
    /// <summary>Without the body.</summary>
    public override string ToString() => $"KeptAnswer({Status})";
}
