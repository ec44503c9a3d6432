using Microsoft.AspNetCore.SignalR;

namespace Parley.Benchmarks.Peers.PerMember;

/// <summary>Each connection is an observer that its groups call.</summary>
internal sealed class PerMemberHub(IGrainFactory grains, IHubContext<PerMemberHub> clients) : Hub
{
    private static readonly object Observer = new();
    private static readonly object Rooms = new();

    public override Task OnConnectedAsync()
    {
        var observer = new ConnectionObserver(clients.Clients.Client(Context.ConnectionId));
        Context.Items[Observer] = (observer, grains.CreateObjectReference<IConnectionObserver>(observer)); // Orleans holds it weakly
        Context.Items[Rooms] = new HashSet<string>();
        return Task.CompletedTask;
    }

    public async Task Join(string room)
    {
        var (_, reference) = ((ConnectionObserver, IConnectionObserver))Context.Items[Observer]!;
        await grains.GetGrain<IGroupGrain>(room).Join(Context.ConnectionId, reference);
        ((HashSet<string>)Context.Items[Rooms]!).Add(room);
    }

    public Task Send(string room, string text) => grains.GetGrain<IGroupGrain>(room).Send(text);

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var room in (HashSet<string>)Context.Items[Rooms]!)
        {
            await grains.GetGrain<IGroupGrain>(room).Leave(Context.ConnectionId);
        }

        var (_, reference) = ((ConnectionObserver, IConnectionObserver))Context.Items[Observer]!;
        grains.DeleteObjectReference<IConnectionObserver>(reference);
    }

    private sealed class ConnectionObserver(IClientProxy client) : IConnectionObserver
    {
        public Task Receive(string room, string text) => client.SendAsync("message", room, text);
    }
}
