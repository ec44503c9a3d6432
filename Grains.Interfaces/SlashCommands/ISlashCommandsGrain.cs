using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;

namespace Parley.SlashCommands;

/// <summary>
/// Slash commands that programs have added to a room, or to the whole server. Each has a bot of its own that says what is answered in the room. Key: a room id, or
/// <see cref="GrainFactoryExtensions.ServerKey"/>. Who may ask is for the caller to decide.
/// </summary>
[Alias("parley.slash-commands"), GrainInterfaceType("slash-commands")]
public interface ISlashCommandsGrain : IGrainWithStringKey
{
    /// <summary>Adds one, and makes its bot a member of the room. Refused as <c>command-name-taken</c>, <c>too-many-commands</c>. Not repeatable: it tells a secret.</summary>
    [Alias("add")] Task<Outcome<SlashCommandMade>> Add(NewSlashCommand command);

    /// <summary>All, by name.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<SlashCommand>> List();

    /// <summary>What is needed to call the one of that name; null: there is none.</summary>
    [Alias("find"), Repeatable] Task<SlashTarget?> Find(string name);

    /// <summary>Another secret in the place of the one it has. Refused as <c>command-not-found</c>. Not repeatable: each makes another one.</summary>
    [Alias("rotate")] Task<Outcome<SlashCommandMade>> Rotate(string name);

    /// <summary>Ends it, and the membership of its bot; its messages stay. Refused as <c>command-not-found</c>.</summary>
    [Alias("remove"), Repeatable] Task<Outcome<SlashCommand>> Remove(string name);
}

/// <param name="Name">Without the slash, see <see cref="SlashNames"/>.</param>
/// <param name="Usage">What is written behind the name, e.g. <c>[city]</c>; may be empty.</param>
[GenerateSerializer, Immutable, Alias("parley.slash-command.new")]
public sealed record NewSlashCommand([Id(0)] string Name, [Id(1)] string Url, [Id(2)] string Description, [Id(3)] string Usage, [Id(4)] Actor Maker)
{
    /// <summary>Without the address: there may be a secret in it.</summary>
    public override string ToString() => $"NewSlashCommand({Name})";
}

/// <param name="User">User id of its bot.</param>
/// <param name="Url">Where it is posted to: for those alone who look after it.</param>
/// <param name="CreatedBy">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.slash-command")]
public sealed record SlashCommand(
    [Id(0)] string Id, [Id(1)] string Name, [Id(2)] string Url, [Id(3)] string Description, [Id(4)] string Usage, [Id(5)] string User, [Id(6)] string CreatedBy,
    [Id(7)] DateTimeOffset CreatedAt)
{
    /// <summary>Without the address: there may be a secret in it.</summary>
    public override string ToString() => $"SlashCommand({Id}, {Name})";
}

/// <summary>A command with the secret by which its receiver knows us, which is told only now.</summary>
[GenerateSerializer, Immutable, Alias("parley.slash-command.made")]
public sealed record SlashCommandMade([Id(0)] SlashCommand Command, [Id(1)] string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"SlashCommandMade({Command.Name})";
}

/// <summary>A command with its secret, sealed for its id.</summary>
[GenerateSerializer, Immutable, Alias("parley.slash-command.target")]
public sealed record SlashTarget([Id(0)] SlashCommand Command, [Id(1)] byte[] Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"SlashTarget({Command.Name})";
}

/// <summary>Names of commands: 1 to 32 of a–z, 0–9, hyphen and underscore, a letter first.</summary>
public static class SlashNames
{
    private const int MaxLength = 32;

    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
