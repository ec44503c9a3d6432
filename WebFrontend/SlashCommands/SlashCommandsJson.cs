using System.Text.Json.Serialization;
using Parley.SlashCommands;

namespace Parley.WebFrontend.SlashCommands;

/// <summary>Body of POST /rooms/{room}/commands and /admin/commands.</summary>
/// <param name="Name">Without the slash: 1 to 32 of a–z, 0–9, hyphen and underscore, a letter first.</param>
/// <param name="Usage">What is written behind the name, e.g. <c>[city]</c>.</param>
public sealed record NewSlashCommandJson(string? Name, string? Url, string? Description, string? Usage)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"NewSlashCommandJson({Name})";
}

/// <summary>A slash command.</summary>
/// <param name="Scope"><c>room</c>, or <c>server</c>: in every room.</param>
/// <param name="Bot">User id of the bot that says what is answered in the room.</param>
/// <param name="Url">Told to those alone who look after it.</param>
public sealed record SlashCommandJson(
    string Name, string Description, string Usage, string Scope, string Bot, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url)
{
    public static SlashCommandJson Of(SlashCommand command, bool isOfServer, bool withUrl) =>
        new(command.Name, command.Description, command.Usage, isOfServer ? "server" : "room", command.User, withUrl ? command.Url : null);

    /// <summary>Without the address.</summary>
    public override string ToString() => $"SlashCommandJson({Name})";
}

/// <summary>A slash command that was just made, or has another secret.</summary>
/// <param name="Secret">Signs what is posted; told only now.</param>
/// <param name="Token">What is posted as <c>token</c>, for programs that check no signatures.</param>
public sealed record SlashCommandMadeJson(SlashCommandJson Command, string Secret, string Token)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"SlashCommandMadeJson({Command.Name})";
}

/// <summary>Body of POST /rooms/{room}/commands/{command}/runs.</summary>
/// <param name="Text">What stands behind the name; may be empty.</param>
public sealed record RunSlashCommandJson(string? Text)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => "RunSlashCommandJson";
}

/// <summary>What came of a run.</summary>
/// <param name="Id">Of the run: later answers have it too.</param>
/// <param name="ResponseType"><c>in_channel</c>: it was said in the room. <c>ephemeral</c>: <paramref name="Text"/> is for who asked alone. <c>none</c>: nothing to say, or later.</param>
public sealed record SlashRunJson(string Id, string ResponseType, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"SlashRunJson({Id})";
}

/// <summary>What a program has answered later, for the caller alone.</summary>
/// <param name="Run">Id of the run.</param>
public sealed record SlashLaterJson(string Run, string Room, string Command, string Text, DateTimeOffset At)
{
    public static SlashLaterJson Of(SlashLater later) => new(later.Run, later.Room, later.Command, later.Text, later.At);

    /// <summary>Without the text.</summary>
    public override string ToString() => $"SlashLaterJson({Run})";
}
