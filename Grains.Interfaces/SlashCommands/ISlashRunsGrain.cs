using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.SlashCommands;

/// <summary>What somebody has asked of slash commands of late: calls their programs, and takes what those answer later, for half an hour. Key: user id of who asked.</summary>
[Alias("parley.slash-runs"), GrainInterfaceType("slash-runs")]
public interface ISlashRunsGrain : IGrainWithStringKey
{
    /// <summary>Posts a command to its program. Refused as <c>command-unanswered</c>. Not repeatable: the program might do it twice.</summary>
    [Alias("run")] Task<Outcome<SlashAnswer>> Run(RunSlashCommand command);

    /// <summary>Spends one use of a run's <c>response_url</c>; null: there is no such run, or no use left. What was answered is on disk.</summary>
    [Alias("spend")] Task<SlashRun?> Spend(string run, string secret);

    /// <summary>Keeps what a run has answered for who asked, and nobody else.</summary>
    [Alias("keep")] Task Keep(string run, string text);

    /// <summary>What was kept so, the oldest first.</summary>
    [Alias("answers"), Repeatable] Task<ImmutableArray<SlashLater>> Answers();
}

/// <param name="Room">Room id.</param>
/// <param name="RoomName">Shown to the program.</param>
/// <param name="UserName">Of who asks.</param>
/// <param name="AnswerPlace">What addresses for answers begin with, on this server as who asks sees it, e.g. <c>https://chat.example/hooks/</c>.</param>
[GenerateSerializer, Immutable, Alias("parley.slash-run.new")]
public sealed record RunSlashCommand(
    [Id(0)] SlashTarget Target, [Id(1)] string Room, [Id(2)] string RoomName, [Id(3)] string UserName, [Id(4)] string Text, [Id(5)] string AnswerPlace)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"RunSlashCommand({Target.Command.Name}, {Room})";
}

/// <summary>What the program answered at once.</summary>
[GenerateSerializer, Immutable, Alias("parley.slash-run.answer")]
public sealed record SlashAnswer([Id(0)] string Run, [Id(1)] string? ContentType, [Id(2)] byte[] Body)
{
    /// <summary>Without the answer.</summary>
    public override string ToString() => $"SlashAnswer({Run})";
}

/// <summary>A run whose <c>response_url</c> was used.</summary>
/// <param name="Use">From 1.</param>
[GenerateSerializer, Immutable, Alias("parley.slash-run")]
public sealed record SlashRun([Id(0)] string Id, [Id(1)] SlashCommand Command, [Id(2)] string Room, [Id(3)] int Use);

/// <summary>What a run has answered later, for who asked alone.</summary>
[GenerateSerializer, Immutable, Alias("parley.slash-run.later")]
public sealed record SlashLater([Id(0)] string Run, [Id(1)] string Room, [Id(2)] string Command, [Id(3)] string Text, [Id(4)] DateTimeOffset At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"SlashLater({Run})";
}
