using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Takes SignalR's place where it keeps connections and sends to them: events reach each connection through its own
/// <see cref="SendQueue"/>, so that nobody waits for anybody. Groups and users are not used.
/// </summary>
internal sealed class HubConnections(Connections connections, Subscriptions subscriptions, IOptions<RealtimeOptions> options, FrontendMetrics metrics, TimeProvider clock)
    : HubLifetimeManager<ChatHub>
{
    private const string NotUsed = "Events go out through the rooms' fan-out.";

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        // The route asks for a signed-in user.
        var user = CurrentUser.From(connection.User) ?? throw new HubException("Sign in first.");
        connections.TryAdd(new HubConnection(connection, user, options.Value, metrics, clock));
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (HubConnection.Find(connection) is { } ours)
        {
            ours.Ended();
            subscriptions.LeaveAll(ours);
            connections.Remove(ours);
        }

        return Task.CompletedTask;
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendAllExceptAsync(
        string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendConnectionsAsync(
        IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendGroupsAsync(
        IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendGroupExceptAsync(
        string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task SendUsersAsync(
        IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NotUsed);
}
