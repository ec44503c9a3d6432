using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers.Dialects;

/// <summary>
/// Socket.IO protocol 5 over Engine.IO protocol 4, WebSocket only (https://socket.io/docs/v4/socket-io-protocol/): the first digit is Engine.IO's
/// (0 open, 2 ping, 3 pong, 4 message), the second Socket.IO's (0 connect, 2 event). Each packet is a message of its own.
/// </summary>
public sealed class SocketIoDialect : IDialect
{
    public string UpgradePath(string credential) => "/socket.io/?EIO=4&transport=websocket";

    public IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to)
    {
        // The server speaks first.
    }

    public void Join(ClientState client, int room, IBufferWriter<byte> message) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""42["join","room{{room}}"]"""), message);

    public void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"42[\"send\",\"room{room}\",\""), message);
        message.Write(text);
        message.Write("\"]"u8);
    }

    public void KeepAlive(ClientState client, IBufferWriter<byte> message)
    {
        // The server pings.
    }

    public void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        var rest = message;
        if (message.StartsWith("42[\"message\","u8) && LoadText.TryNext(ref rest, out _, out var text))
        {
            to.Delivered(text, 0);
        }
        else if (message.StartsWith("42[\"joined\","u8))
        {
            to.Joined();
        }
        else if (message.SequenceEqual("2"u8))
        {
            to.Reply("3"u8);
        }
        else if (message.StartsWith("0"u8))
        {
            to.Reply("40"u8);
        }
        else if (message.StartsWith("40"u8))
        {
            to.Ready();
        }
        else
        {
            to.Failed(Encoding.UTF8.GetString(message));
        }
    }
}
