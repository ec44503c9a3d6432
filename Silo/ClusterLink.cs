namespace Parley.Silo;

/// <summary>Whether this process can call grains. Embedded it always can, once it has started.</summary>
public sealed class ClusterLink
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when grains can be called for the first time. From then on the connection mends itself.</summary>
    public Task Connected => _connected.Task;

    public bool IsConnected => _connected.Task.IsCompleted;

    /// <summary>A link that needs no waiting.</summary>
    public static ClusterLink Made()
    {
        var link = new ClusterLink();
        link.SetConnected();
        return link;
    }

    internal void SetConnected() => _connected.TrySetResult();
}
