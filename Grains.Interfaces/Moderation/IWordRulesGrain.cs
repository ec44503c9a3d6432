using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Moderation;

/// <summary>
/// Words that are not to be said: in one room, or on the whole server. Key: room id, or that of the server
/// (<see cref="GrainFactoryExtensions.ServerWordRules"/>). What was answered is on disk. Who may ask is for the caller to decide.
/// </summary>
[Alias("parley.word-rules"), GrainInterfaceType("word-rules")]
public interface IWordRulesGrain : IGrainWithStringKey
{
    [Alias("get"), Repeatable] Task<WordRuleSet> Get();

    /// <summary>Puts rules in the place of those there were. They hold in the room at once, on the whole server within some seconds. Refused as <c>invalid</c>.</summary>
    [Alias("set"), Repeatable] Task<Outcome<WordRuleSet>> Set(ImmutableArray<WordRule> rules);

    /// <summary>False: some rule is against a text that can be neither masked nor held, e.g. a name.</summary>
    [Alias("allows"), Repeatable] Task<bool> Allows(string text);
}

/// <summary>What becomes of a message with the words in it. The numbers are stored: never change them.</summary>
public enum WordAction
{
    /// <summary>They are made unreadable; the rest is said.</summary>
    Mask = 0,

    /// <summary>It waits until a moderator of the room has looked at it.</summary>
    Hold = 1,

    /// <summary>It is not taken.</summary>
    Refuse = 2,
}

/// <summary>Words that are not to be said.</summary>
/// <param name="Text">A word or several that follow each other; with <c>*</c> at its end: whatever begins so. Case, accents and width make no difference.</param>
[GenerateSerializer, Immutable, Alias("parley.word-rule")]
public readonly record struct WordRule([Id(0)] string Text, [Id(1)] WordAction Action)
{
    /// <summary>Without the words.</summary>
    public override string ToString() => $"WordRule({Action})";
}

/// <summary>All rules of a room, or of the server.</summary>
/// <param name="Version">Goes up with every change.</param>
[GenerateSerializer, Immutable, Alias("parley.word-rules.set")]
public sealed record WordRuleSet([Id(0)] long Version, [Id(1)] ImmutableArray<WordRule> Rules);
