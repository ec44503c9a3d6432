using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Scheduling;

namespace Parley.Grains.Scheduling;

/// <summary>
/// A reminder wakes the grain wherever there is a silo; a timer keeps to the second while it is awake. What is due is first written as being
/// sent, so that nobody changes it any more, and then sent under the client id that it always had: whoever sends it again, after a crash or
/// beside another activation, gets the first answer.
/// </summary>
[GrainType("scheduled")]
internal sealed partial class ScheduledMessagesGrain(
    [PersistentState("scheduled", GrainsRegistration.StateStore)] IPersistentState<ScheduledMessagesState> state,
    IOptions<SchedulingOptions> options, TimeProvider clock, ILogger<ScheduledMessagesGrain> logger) : Grain, IScheduledMessagesGrain, IRemindable
{
    /// <summary>A room that does not take a message yet is asked again after this long, or as long as it says.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private Alarm? _alarm;

    private Alarm Alarm => _alarm ??= new Alarm(this, clock, SendDue);

    private string User => this.GetPrimaryKeyString();

    private ImmutableDictionary<string, StoredScheduled> Messages => state.State.Messages;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        WakeAtNext(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<ScheduledMessage>> List() => Task.FromResult<ImmutableArray<ScheduledMessage>>(
        [.. Messages.OrderBy(message => message.Value.SendAt).ThenBy(message => message.Key, StringComparer.Ordinal).Select(message => message.Value.View(message.Key))]);

    public async Task<Outcome<ScheduledMessage>> Schedule(ScheduleMessage command)
    {
        if (Messages.GetValueOrDefault(command.ClientId) is { } earlier)
        {
            return (earlier.Room, earlier.Text, earlier.ReplyTo) == (command.Room, command.Text, command.ReplyTo)
                ? earlier.View(command.ClientId)
                : ErrorCatalog.Error(ErrorCatalog.ClientIdConflict);
        }

        if (Messages.Count >= options.Value.MaxMessages)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyScheduled);
        }

        return TimeFault(command.SendAt) is { } fault
            ? fault
            : await Keep(command.ClientId, new StoredScheduled(command.Room, command.Text, command.ReplyTo, command.SendAt, ScheduledState.Waiting, Refusal: null).Mentioning(command.Mentions));
    }

    public async Task<Outcome<ScheduledMessage>> Change(ChangeScheduled command)
    {
        if (RefuseChange(command.ClientId) is { } refusal)
        {
            return refusal;
        }

        var message = Messages[command.ClientId];
        var changed = message with { Text = command.Text ?? message.Text, SendAt = command.SendAt ?? message.SendAt, State = ScheduledState.Waiting, Refusal = null };
        if (changed == message)
        {
            return message.View(command.ClientId);
        }

        changed = command.Text is null ? changed : changed.Mentioning(command.Mentions);

        return TimeFault(changed.SendAt) is { } fault ? fault : await Keep(command.ClientId, changed);
    }

    public async Task<Outcome<ScheduledMessage>> Cancel(string clientId)
    {
        if (RefuseChange(clientId) is { } refusal)
        {
            return refusal;
        }

        var cancelled = Messages[clientId] with { State = ScheduledState.Cancelled };
        await Write(Messages.Remove(clientId));
        Tell(cancelled.View(clientId));
        return cancelled.View(clientId);
    }

    public async Task Erase()
    {
        if (!Messages.IsEmpty)
        {
            await Write(ImmutableDictionary<string, StoredScheduled>.Empty);
            await Alarm.ForgetAsync();
        }
    }

    public async Task Forget(string room)
    {
        var left = Messages.RemoveRange(Messages.Where(message => message.Value.Room == room).Select(message => message.Key));
        if (left.Count < Messages.Count)
        {
            await Write(left);
            WakeAtNext(TimeSpan.Zero);
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => SendDue();

    private Error? RefuseChange(string clientId) => Messages.GetValueOrDefault(clientId)?.State switch
    {
        null => ErrorCatalog.Error(ErrorCatalog.ScheduledNotFound),
        ScheduledState.Sending => ErrorCatalog.Error(ErrorCatalog.ScheduledSending),
        _ => null,
    };

    private Error? TimeFault(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        return at <= now ? ErrorCatalog.InvalidField("at", "This time has passed. Send the message, or choose a later time.")
            : at > now + options.Value.MaxAhead ? ErrorCatalog.InvalidField("at", $"At most {options.Value.MaxAhead.TotalDays:0} days ahead.")
            : null;
    }

    private async Task<ScheduledMessage> Keep(string clientId, StoredScheduled message)
    {
        await Alarm.PromiseAsync(Messages.Values.Where(one => one.IsOpen).Append(message).Min(one => one.SendAt));
        await Write(Messages.SetItem(clientId, message));
        WakeAtNext(TimeSpan.Zero);
        Tell(message.View(clientId));
        return message.View(clientId);
    }

    private async Task SendDue()
    {
        var pause = TimeSpan.Zero;
        foreach (var (clientId, message) in Messages.Where(message => message.Value.IsOpen && message.Value.SendAt <= clock.GetUtcNow()).OrderBy(message => message.Value.SendAt))
        {
            pause = Max(pause, await Send(clientId, message));
        }

        if (!Messages.Values.Any(message => message.IsOpen))
        {
            await Alarm.ForgetAsync();
        }

        WakeAtNext(pause);
    }

    /// <returns>How long to wait before it is tried again; zero: it is settled.</returns>
    private async Task<TimeSpan> Send(string clientId, StoredScheduled message)
    {
        if (message.State != ScheduledState.Sending)
        {
            message = message with { State = ScheduledState.Sending };
            await Write(Messages.SetItem(clientId, message));
        }

        Outcome<Done> outcome;
        try
        {
            outcome = await GrainFactory.User(User).Find() is { IsDeactivated: false } user
                ? await GrainFactory.Room(message.Room).Do(new SendMessage
                {
                    Sender = user.Id, SenderRole = user.Role, ClientId = clientId, Text = message.Text, ReplyTo = message.ReplyTo, Mentions = message.Mentions,
                })
                : ErrorCatalog.Error(ErrorCatalog.Forbidden);
        }
        catch (Exception e)
        {
            LogNotSent(e, message.Room);
            return RetryAfter;
        }

        if (outcome.Error is { } error && (error.RetryAfterMs is not null || error.OutcomeUnknown))
        {
            return error.RetryAfterMs is { } milliseconds ? Max(TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(100)) : RetryAfter;
        }

        // A client id that was spent on something else is one that this message was never sent by: told like every other refusal.
        if (outcome.IsError)
        {
            var refused = message with { State = ScheduledState.Refused, Refusal = outcome.Error.Code };
            await Write(Messages.SetItem(clientId, refused));
            Tell(refused.View(clientId));
        }
        else
        {
            await Write(Messages.Remove(clientId));
            Tell(message.View(clientId) with { State = ScheduledState.Sent, Seq = outcome.Value.Seq });
        }

        return TimeSpan.Zero;
    }

    private void WakeAtNext(TimeSpan pause) =>
        Alarm.Set(Messages.Values.Where(message => message.IsOpen).Select(message => (DateTimeOffset?)message.SendAt).Min(), pause);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private Task Write(ImmutableDictionary<string, StoredScheduled> messages) => state.Replace(new ScheduledMessagesState { Messages = messages }, this);

    private void Tell(ScheduledMessage message) => GrainFactory.User(User).Tell(new ScheduledMoved(message)).Ignore();

    [LoggerMessage(2040, LogLevel.Warning, "A message for later could not be sent to room {Room}; it is tried again.")]
    private partial void LogNotSent(Exception exception, string room);
}
