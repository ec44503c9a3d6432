using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers.Dialects;

/// <summary>SignalR with JSON and without negotiation, for hubs that join and send as those of <c>Benchmarks.Peers</c>. Sends ask for no answer.</summary>
public sealed class HubDialect : IDialect
{
    private const byte End = 0x1E;

    public string UpgradePath(string credential) => "/hub";

    public IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to) => message.Write("{\"protocol\":\"json\",\"version\":1}\u001e"u8);

    public void Join(ClientState client, int room, IBufferWriter<byte> message) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"0","target":"Join","arguments":["room{{room}}"]}{{(char)End}}"""), message);

    public void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":1,\"target\":\"Send\",\"arguments\":[\"room{room}\",\""), message);
        message.Write(text);
        message.Write("\"]}\u001e"u8);
    }

    public void KeepAlive(ClientState client, IBufferWriter<byte> message) => message.Write("{\"type\":6}\u001e"u8);

    public void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        while (message.IndexOf(End) is >= 0 and var end)
        {
            One(client, message[..end], to);
            message = message[(end + 1)..];
        }
    }

    private static void One(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"message\""u8) && LoadText.TryNext(ref message, out _, out var text))
        {
            to.Delivered(text, 0);
        }
        else if (message.StartsWith("{\"type\":3,"u8) && message.IndexOf("\"error\""u8) < 0)
        {
            to.Joined();
        }
        else if (!client.IsGreeted && message.SequenceEqual("{}"u8))
        {
            client.IsGreeted = true;
            to.Ready();
        }
        else if (!message.SequenceEqual("{\"type\":6}"u8))
        {
            to.Failed(Encoding.UTF8.GetString(message));
        }
    }
}
