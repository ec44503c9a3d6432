using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers.Dialects;

/// <summary>JSON objects over a bare WebSocket, for servers whose libraries prescribe nothing: join, joined, send, message.</summary>
public sealed class PlainDialect(string path) : IDialect
{
    public string UpgradePath(string credential) => path;

    public IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to) => to.Ready();

    public void Join(ClientState client, int room, IBufferWriter<byte> message) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"join","room":"room{{room}}"}"""), message);

    public void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"send\",\"room\":\"room{room}\",\"text\":\""), message);
        message.Write(text);
        message.Write("\"}"u8);
    }

    public void KeepAlive(ClientState client, IBufferWriter<byte> message)
    {
        // They ping, if anybody does.
    }

    public void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        var rest = message;
        if (LoadText.TryNext(ref rest, out _, out var text))
        {
            to.Delivered(text, 0);
        }
        else if (message.IndexOf("\"joined\""u8) >= 0)
        {
            to.Joined();
        }
        else
        {
            to.Failed(Encoding.UTF8.GetString(message));
        }
    }
}
