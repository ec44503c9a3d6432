namespace Parley.Grains.Rooms;

/// <summary>An append on its way through a log's writer.</summary>
internal sealed class PendingAppend(RoomAppend append) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public RoomAppend Append { get; } = append;

    public void Answer(AppendResult result) => TrySetResult(result);
}

/// <summary>COMMIT itself failed: whether the events are stored is not known.</summary>
internal sealed class CommitFailedException(Exception inner) : Exception("The commit failed; whether it took effect is not known.", inner);
