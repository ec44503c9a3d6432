using Orleans;

namespace Parley.Silo;

/// <summary>Whether this process can call grains. Embedded it always can, once it has started.</summary>
public sealed class ClusterLink : IClusterConnectionStatusObserver
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when grains can be called for the first time. From then on the connection mends itself.</summary>
    public Task Connected => _connected.Task;

    public bool IsConnected => _connected.Task.IsCompleted;

    /// <summary>Silos that this process is connected to, at the last change; 1 until there was one.</summary>
    public int Gateways { get; private set; } = 1;

    /// <summary>A link that needs no waiting.</summary>
    public static ClusterLink Made()
    {
        var link = new ClusterLink();
        link.SetConnected();
        return link;
    }

    internal void SetConnected() => _connected.TrySetResult();

    void IClusterConnectionStatusObserver.NotifyClusterConnectionLost() => Gateways = 0;

    void IClusterConnectionStatusObserver.NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered) =>
        Gateways = currentNumberOfGateways;
}
