using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.Grains.Moderation;

[GrainType("held-messages")]
internal sealed partial class HeldMessagesGrain(
    [PersistentState("held-messages", GrainsRegistration.StateStore)] IPersistentState<HeldMessagesState> state,
    IOptions<WordRuleOptions> options, TimeProvider clock, ILogger<HeldMessagesGrain> logger) : Grain, IHeldMessagesGrain
{
    private string Room => this.GetPrimaryKeyString();

    private ImmutableArray<StoredHeld> Held => state.State.Messages;

    public Task<ImmutableArray<HeldMessage>> List() => Task.FromResult<ImmutableArray<HeldMessage>>([.. Held.Select(message => message.View)]);

    public async Task<Outcome<HeldMessage>> Add(HeldMessage message)
    {
        var earlier = Held.FirstOrDefault(one => one.Sender == message.Sender && one.ClientId == message.ClientId);
        if (earlier is null && Held.Length >= options.Value.MaxHeld)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyHeld);
        }

        var number = earlier?.Number ?? state.State.LastId + 1;
        var kept = new StoredHeld(number, message.Sender, message.ClientId, message.Text, message.ReplyTo, message.Thread, message.Target, message.Mentions?.Users ?? [],
            message.Mentions?.Everybody ?? MentionScope.None, clock.GetUtcNow());
        await Write(new HeldMessagesState { LastId = Math.Max(number, state.State.LastId), Messages = earlier is null ? Held.Add(kept) : Held.Replace(earlier, kept) });
        if (earlier is null)
        {
            _ = TellModerators(message.Sender);
        }

        return kept.View;
    }

    public async Task<Outcome<HeldMessage>> Settle(string id, bool isApproved)
    {
        if (Held.FirstOrDefault(one => one.View.Id == id) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.HeldNotFound);
        }

        // Said first: if it is said twice, after a crash in between, the room answers as before.
        if (isApproved && await Say(message) is { } refusal)
        {
            return refusal;
        }

        await Write(state.State with { Messages = Held.Remove(message) });
        GrainFactory.User(message.Sender).Tell(new HeldSettled(Room, message.ClientId, isApproved)).Ignore();
        _ = TellModerators(message.Sender);
        return message.View;
    }

    public Task EraseUser(string user)
    {
        var left = Held.RemoveAll(message => message.Sender == user);
        return left.Length == Held.Length ? Task.CompletedTask : Write(state.State with { Messages = left });
    }

    private async Task<Error?> Say(StoredHeld message)
    {
        if (await GrainFactory.User(message.Sender).Find() is not { IsDeactivated: false } user)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound, "Who has written it is no more on this server. Throw it away.");
        }

        var mentions = message.View.Mentions;
        var outcome = await GrainFactory.Room(Room).Do(message.Target is { } target
            ? new EditMessage { Sender = user.Id, SenderRole = user.Role, ClientId = message.ClientId, Target = target, Text = message.Text, Mentions = mentions, IsApproved = true }
            : new SendMessage
            {
                Sender = user.Id, SenderRole = user.Role, ClientId = message.ClientId, Text = message.Text, ReplyTo = message.ReplyTo, Thread = message.Thread, Mentions = mentions,
                IsApproved = true,
            });
        return outcome.Error;
    }

    /// <summary>May miss some in a very large room, and whatever is lost on the way: the queue has it.</summary>
    private async Task TellModerators(string sender)
    {
        try
        {
            await GrainFactory.TellModerators(Room, new Actor(sender, ServerRole.Member), new HeldMoved(Room, Held.Length));
        }
        catch (Exception e)
        {
            LogNotTold(e, Room);
        }
    }

    private Task Write(HeldMessagesState next) => state.Replace(next, this);

    [LoggerMessage(1220, LogLevel.Debug, "Moderators of room {Room} were not told of a held message; they find it in the queue.")]
    private partial void LogNotTold(Exception exception, string room);
}

/// <summary>What is kept of messages that wait. Never changed, only replaced.</summary>
public sealed record HeldMessagesState
{
    public long LastId { get; init; }

    /// <summary>The oldest first.</summary>
    public ImmutableArray<StoredHeld> Messages { get; init; } = [];
}

/// <summary>A message that waits, as it is kept.</summary>
public sealed record StoredHeld(
    long Number, string Sender, string ClientId, string Text, long? ReplyTo, long? Thread, long? Target, ImmutableArray<string> Mentioned, MentionScope Everybody, DateTimeOffset At)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public HeldMessage View => new(
        "h" + Number.ToString(CultureInfo.InvariantCulture), Sender, ClientId, Text, ReplyTo, Thread, Target,
        Mentioned.IsDefaultOrEmpty && Everybody == MentionScope.None ? null : new Mentions(Mentioned, Everybody), At);

    /// <summary>Without the text.</summary>
    public override string ToString() => $"StoredHeld({Number})";
}
