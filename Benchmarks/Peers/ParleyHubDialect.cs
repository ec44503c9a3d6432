using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Benchmarks.Peers.Dialects;

namespace Parley.Benchmarks.Peers;

/// <summary>Parley's SignalR hub, as the stock client speaks to it: JSON, without negotiation.</summary>
public sealed class ParleyHubDialect : SignalRDialect
{
    public override bool Acknowledges => true;

    public override IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [("Authorization", $"Bearer {credential}")];

    public override void Join(ClientState client, int room, IBufferWriter<byte> message) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"0","target":"Subscribe","arguments":["room{{room}}",null]}{{(char)End}}"""), message);

    public override void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{tag}}","target":"Send","arguments":["room{{room}}","{{client.Id}}-{{++client.Requests}}"," """).TrimEnd(), message);
        message.Write(text);
        message.Write("\",null]}\u001e"u8);
    }

    protected override bool TryTake(ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"events\""u8))
        {
            ParleyRawDialect.Events(message, to);
            return true;
        }

        if (!message.StartsWith("{\"type\":3,"u8) || message.IndexOf("\"ok\":true"u8) < 0)
        {
            return false;
        }

        if (Numbers.After(message, "\"invocationId\":\""u8) is > 0 and var tag)
        {
            to.Acknowledged(tag);
        }
        else
        {
            to.Joined();
        }

        return true;
    }
}
