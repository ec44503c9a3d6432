namespace Parley.WebFrontend.Hooks;

/// <summary>What a program has posted, as a message.</summary>
/// <param name="Text">Markdown; not yet cut to what a message may have.</param>
public sealed record HookPost(string Text)
{
    /// <summary>Those whom it calls by a mark of their own, with the sign: <c>@ann</c>, <c>@here</c>. What merely looks like it in a text calls nobody.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Whatever looks like a name calls who has it (Slack's <c>link_names</c>).</summary>
    public bool LinksNames { get; init; }

    /// <summary>Seq of the message that the thread began with; null: none.</summary>
    public long? Thread { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => "HookPost";
}

/// <summary>What came of reading a body: a message, nothing to say, or why not.</summary>
/// <param name="Refusal">One of <see cref="HookAnswers"/>'s codes.</param>
public readonly record struct HookReading(HookPost? Post, string? Refusal)
{
    /// <summary>It is all right, and nothing to be said.</summary>
    public static HookReading Nothing => default;

    public static HookReading Refuse(string code) => new(null, code);

    /// <param name="text">Null or empty: nothing to say.</param>
    public static HookReading Say(string? text) => string.IsNullOrWhiteSpace(text) ? Nothing : new(new HookPost(text), null);
}
