namespace Parley.Errors;

/// <summary>
/// A refusal: something the caller asked for and does not get. Refusals are values and travel the same way through
/// grains, hub, socket and REST; an exception, in contrast, means that the outcome is unknown.
/// </summary>
/// <param name="Code">Stable kebab-case name from <see cref="ErrorCatalog"/>.</param>
/// <param name="Message">One sentence: what was wrong and what to do. Never holds secrets or message text.</param>
[GenerateSerializer, Immutable, Alias("parley.error")]
public sealed record Error([Id(0)] string Code, [Id(1)] string Message)
{
    /// <summary>When to try again, in milliseconds; null if trying again does not help.</summary>
    [Id(0)] public long? RetryAfterMs { get; init; }

    /// <summary>Faults by JSON field name; null if the refusal is not about one field.</summary>
    [Id(1)] public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    /// <summary>True if the command may have been stored all the same: repeat it with the same client id to learn it.</summary>
    [Id(2)] public bool OutcomeUnknown { get; init; }

    /// <summary>With <c>second-factor-needed</c>: what the sign-in goes on with. A secret.</summary>
    [Id(3)] public string? Ticket { get; init; }

    /// <summary>Without the ticket.</summary>
    public override string ToString() => $"Error({Code}: {Message})";
}
