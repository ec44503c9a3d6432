using System.Diagnostics;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>A command that waits in a room for its answer.</summary>
internal sealed class PendingCommand(RoomCommand command, DateTimeOffset deadline)
    : TaskCompletionSource<Outcome<Done>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public RoomCommand Command { get; } = command;

    /// <summary>Not decided by then: refused as busy, unsent.</summary>
    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Null if the command cannot be told from a repeat of it.</summary>
    public CommandId? Id => Command.ClientId is { } clientId ? new CommandId(Command.Sender, clientId) : null;

    /// <summary>Characters of message text it brings.</summary>
    public int Characters => Command switch
    {
        SendMessage send => send.Text.Length + (send.Poll?.Options.Sum(option => option.Length) ?? 0),
        EditMessage edit => edit.Text.Length,
        _ => 0,
    };

    /// <summary>The trace that it belongs to; null: it is not traced.</summary>
    public Activity? CausedBy { get; } = RoomActivities.OfCommand;

    public void Answer(Outcome<Done> outcome) => TrySetResult(outcome);
}
