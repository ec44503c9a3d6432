using System.Diagnostics;

namespace Parley.Grains.Rooms;

/// <summary>An append on its way through a log's writer.</summary>
internal sealed class PendingAppend(RoomAppend append) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public RoomAppend Append { get; } = append;

    /// <summary>The append in a trace; null: it is not traced.</summary>
    public Activity? CausedBy { get; } = RoomActivities.OfAppend;

    /// <summary>How often it was put off since another connection held the head row of its room.</summary>
    public int PutOff { get; set; }

    public void Answer(AppendResult result) => TrySetResult(result);
}

/// <summary>COMMIT itself failed: whether the events are stored is not known.</summary>
internal sealed class CommitFailedException(Exception inner) : Exception("The commit failed; whether it took effect is not known.", inner);
