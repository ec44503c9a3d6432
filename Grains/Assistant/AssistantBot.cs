using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Bots;
using Parley.Grains.Rooms;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Assistant;

/// <summary>The bot itself: hears where it is mentioned – which a room lets count for members alone – and puts the question into the queue of jobs.</summary>
internal sealed partial class AssistantBot(IGrainFactory grains, IJobs jobs, IOptions<AssistantOptions> options, ILogger<AssistantBot> logger) : IRoomWatcher, IHouseBot
{
    /// <inheritdoc/>
    public string? UserId { get; private set; }

    /// <summary>Makes sure that there is such a user. Every silo does it at start; repeating is harmless.</summary>
    /// <exception cref="InvalidOperationException">The name is somebody else's.</exception>
    public async Task SetUpAsync()
    {
        if (!options.Value.IsOn)
        {
            return;
        }

        var name = grains.UserName(options.Value.UserName);
        var registered = await name.Register(new RegisterUser(options.Value.UserName, options.Value.DisplayName, Password: null) { IsBot = true });
        UserId = (registered.Value ?? await name.Find()) is { IsBot: true, IsDeactivated: false, Owner: null } bot
            ? bot.Id
            : throw new InvalidOperationException($"{AssistantOptions.Section}:UserName is {options.Value.UserName}, which is somebody else's name; choose a free one. {registered.Error?.Message}");
    }

    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        if (UserId is not { } me)
        {
            return;
        }

        foreach (var e in events)
        {
            if (e is MessagePosted { Mentions.Users: var users } && users.Contains(me) && e.Sender != me)
            {
                Ask(room, e.Seq);
            }
        }
    }

    public void Ask(string room, long seq) => _ = AskAsync(new AssistantQuestion(room, seq));

    private async Task AskAsync(AssistantQuestion question)
    {
        try
        {
            if (await jobs.EnqueueAsync(question.ToJob()) is { Error: { } refusal })
            {
                LogNotAsked(refusal.Code, question.Room, question.Seq);
            }
        }
        catch (Exception e)
        {
            LogFailed(e, question.Room, question.Seq);
        }
    }

    [LoggerMessage(2310, LogLevel.Warning, "The assistant cannot be asked ({Code}): message {Seq} of room {Room} gets no answer.")]
    private partial void LogNotAsked(string code, string room, long seq);

    [LoggerMessage(2311, LogLevel.Warning, "The assistant cannot be asked: message {Seq} of room {Room} gets no answer unless it is found after a start.")]
    private partial void LogFailed(Exception exception, string room, long seq);
}
