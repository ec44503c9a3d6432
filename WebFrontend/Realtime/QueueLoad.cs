namespace Parley.WebFrontend.Realtime;

/// <summary>What waits in the queues of all connections of this frontend, at one look.</summary>
/// <param name="Batches">Batches of events and ephemera.</param>
/// <param name="Bytes">The same in bytes; a batch that waits for ten readers counts ten times, though it is kept once.</param>
/// <param name="Waiting">Connections for which anything waits.</param>
/// <param name="Fullest">The fullest queue: 0 nothing waits anywhere, 1 somebody's queue is at one of its limits, so that the next event ends in <c>gap</c>.</param>
public readonly record struct QueueLoad(long Batches, long Bytes, int Waiting, double Fullest)
{
    /// <summary>The same with one queue more.</summary>
    /// <param name="queue">Batches and bytes of it.</param>
    /// <param name="options">With the limits of a queue.</param>
    public QueueLoad With((int Batches, int Bytes) queue, RealtimeOptions options) => queue.Batches == 0
        ? this
        : new(
            Batches + queue.Batches,
            Bytes + queue.Bytes,
            Waiting + 1,
            // One batch alone may be larger than the limit of bytes.
            Math.Max(Fullest, Math.Min(1, Math.Max((double)queue.Batches / options.MaxQueuedBatches, (double)queue.Bytes / options.MaxQueuedBytes))));
}
