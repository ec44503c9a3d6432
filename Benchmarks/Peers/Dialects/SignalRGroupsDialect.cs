using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers.Dialects;

/// <summary>SignalR with JSON and without negotiation, for hubs that join and send as those of <c>Benchmarks.Peers</c>. Sends ask for no answer.</summary>
public sealed class SignalRGroupsDialect : SignalRDialect
{
    public override void Join(ClientState client, int room, IBufferWriter<byte> message) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"0","target":"Join","arguments":["room{{room}}"]}{{(char)End}}"""), message);

    public override void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":1,\"target\":\"Send\",\"arguments\":[\"room{room}\",\""), message);
        message.Write(text);
        message.Write("\"]}\u001e"u8);
    }

    protected override bool TryTake(ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"message\""u8) && LoadText.TryNext(ref message, out _, out var text))
        {
            to.Delivered(text, 0);
            return true;
        }

        if (message.StartsWith("{\"type\":3,"u8) && message.IndexOf("\"error\""u8) < 0)
        {
            to.Joined();
            return true;
        }

        return false;
    }
}
