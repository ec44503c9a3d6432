using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers;

/// <summary>Parley's SignalR hub, as the stock client speaks to it: JSON, without negotiation.</summary>
public sealed class ParleyHubDialect : IDialect
{
    private const byte End = 0x1E;

    public bool Acknowledges => true;

    public string UpgradePath(string credential) => "/hub";

    public IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [("Authorization", $"Bearer {credential}")];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to) => message.Write("{\"protocol\":\"json\",\"version\":1}\u001e"u8);

    public void Join(ClientState client, int room, IBufferWriter<byte> message) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"0","target":"Subscribe","arguments":["room{{room}}",null]}{{(char)End}}"""), message);

    public void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{tag}}","target":"Send","arguments":["room{{room}}","{{client.Id}}-{{++client.Requests}}"," """).TrimEnd(), message);
        message.Write(text);
        message.Write("\",null]}\u001e"u8);
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
        if (message.StartsWith("{\"type\":1,\"target\":\"events\""u8))
        {
            ParleyRawDialect.Events(message, to);
        }
        else if (message.StartsWith("{\"type\":3,"u8) && message.IndexOf("\"ok\":true"u8) >= 0)
        {
            if (Numbers.After(message, "\"invocationId\":\""u8) is > 0 and var tag)
            {
                to.Acknowledged(tag);
            }
            else
            {
                to.Joined();
            }
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
