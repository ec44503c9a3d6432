using Microsoft.AspNetCore.SignalR;

namespace Parley.Benchmarks.Peers.Groups;

/// <summary>A room is a group.</summary>
internal sealed class GroupsHub : Hub
{
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public Task Send(string room, string text) => Clients.Group(room).SendAsync("message", room, text);
}
