using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers;

/// <summary>Parley's raw WebSocket.</summary>
public sealed class ParleyRawDialect : IDialect
{
    public bool Acknowledges => true;

    public string UpgradePath(string credential) => "/api/v1/ws";

    public IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential) => [("Authorization", $"Bearer {credential}")];

    public void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to)
    {
        // The token came with the upgrade; the server says ready.
    }

    public void Join(ClientState client, int room, IBufferWriter<byte> message) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"subscribe","id":0,"room":"room{{room}}"}"""), message);

    public void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message)
    {
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":"send","id":{{tag}},"room":"room{{room}}","clientId":"{{client.Id}}-{{++client.Requests}}","text":" """).TrimEnd(), message);
        message.Write(text);
        message.Write("\"}"u8);
    }

    public void KeepAlive(ClientState client, IBufferWriter<byte> message)
    {
        // The server's pings are enough.
    }

    public void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        if (message.StartsWith("{\"type\":\"events\""u8))
        {
            Events(message, to);
        }
        else if (message.StartsWith("{\"type\":\"ack\""u8))
        {
            to.Acknowledged(Numbers.After(message, "\"id\":"u8));
        }
        else if (message.StartsWith("{\"type\":\"subscribed\""u8))
        {
            to.Joined();
        }
        else if (message.StartsWith("{\"type\":\"ready\""u8))
        {
            to.Ready();
        }
        else
        {
            to.Failed(Encoding.UTF8.GetString(message));
        }
    }

    /// <summary>Each event begins with its number; the text comes behind.</summary>
    internal static void Events(ReadOnlySpan<byte> message, IFrameReceiver to)
    {
        while (LoadText.TryNext(ref message, out var before, out var text))
        {
            to.Delivered(text, Numbers.After(before, "{\"seq\":"u8));
        }
    }
}
