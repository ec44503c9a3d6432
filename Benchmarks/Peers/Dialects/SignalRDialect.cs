using System.Buffers;

namespace Parley.Benchmarks.Peers.Dialects;

/// <summary>SignalR's JSON protocol without negotiation: handshake, pings, and messages that end with a separator, many in one frame. What a hub's methods are called is its own.</summary>
public abstract class SignalRDialect : IDialect
{
    protected const byte End = 0x1E;

    public virtual bool Acknowledges => false;

    public string UpgradePath(string credential) => "/hub";

    public virtual IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to) => message.Write("{\"protocol\":\"json\",\"version\":1}\u001e"u8);

    public abstract void Join(ClientState client, int room, IBufferWriter<byte> message);

    public abstract void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message);

    public void KeepAlive(ClientState client, IBufferWriter<byte> message) => message.Write("{\"type\":6}\u001e"u8);

    public void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        while (message.IndexOf(End) is >= 0 and var end)
        {
            One(client, message[..end], to);
            message = message[(end + 1)..];
        }
    }

    /// <summary>Takes an invocation or a completion. False: it is neither that the hub is known to send.</summary>
    protected abstract bool TryTake(ReadOnlySpan<byte> message, IFrameReceiver to);

    private void One(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        if (TryTake(message, to))
        {
            return;
        }

        if (!client.IsGreeted && message.SequenceEqual("{}"u8))
        {
            client.IsGreeted = true;
            to.Ready();
        }
        else if (!message.SequenceEqual("{\"type\":6}"u8))
        {
            to.Failed(System.Text.Encoding.UTF8.GetString(message));
        }
    }
}
