using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>A connection to the hub, whatever its transport and protocol.</summary>
internal sealed class HubConnection : ClientConnection
{
    private static readonly object Key = new();

    /// <summary>How long the farewell has to leave.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(200);

    private readonly HubConnectionContext _context;

    public HubConnection(HubConnectionContext context, CurrentUser user, RealtimeOptions options, FrontendMetrics metrics, TimeProvider clock)
        : base(options, metrics, clock)
    {
        _context = context;
        User = user;
        context.Items[Key] = this;
    }

    /// <summary>The connection that a hub call came on.</summary>
    public static HubConnection Of(HubCallerContext context) => (HubConnection)context.Items[Key]!;

    public static HubConnection? Find(HubConnectionContext context) =>
        context.Items.TryGetValue(Key, out var connection) ? connection as HubConnection : null;

    public override bool HasSaidFarewell => _context.ConnectionAborted.IsCancellationRequested;

    /// <summary>Many messages go as one: SignalR's protocols delimit themselves, so that their bytes can simply be joined.</summary>
    public override async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
    {
        if (items.Count == 1)
        {
            await _context.WriteAsync(Message(items[0]), CancellationToken.None);
            return;
        }

        var protocol = _context.Protocol;
        var parts = new ReadOnlyMemory<byte>[items.Count];
        var length = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Message(items[i]).GetSerializedMessage(protocol);
            length += parts[i].Length;
        }

        var joined = new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(joined.AsMemory(at));
            at += part.Length;
        }

        await _context.WriteAsync(new SerializedHubMessage([new SerializedMessage(protocol.Name, joined)]), CancellationToken.None);
    }

    public override async ValueTask CloseAsync(Closing closing)
    {
        // SignalR has no last message: what is still in its pipes when the connection ends may be lost.
        await _context.WriteAsync(Push.ClosingSoon(closing).HubMessage, CancellationToken.None);
        await Task.Delay(FarewellTime, CancellationToken.None);
        _context.Abort();
    }

    public override void Abort() => _context.Abort();

    private static SerializedHubMessage Message(Outgoing item) => item.Batch?.HubMessage ?? item.Push!.HubMessage;
}
