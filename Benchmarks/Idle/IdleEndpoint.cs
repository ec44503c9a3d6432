using System.Text;

namespace Parley.Benchmarks.Idle;

/// <summary>What a device that is about to be idle says, and what it hears before it is.</summary>
internal sealed record IdleEndpoint(string Name, string Path)
{
    private const string Separator = "\u001e"; // ends each message of SignalR's JSON protocol

    public static readonly IdleEndpoint Raw = new("raw", "/api/v1/ws")
    {
        Hello = room => [$$"""{"type":"subscribe","id":1,"room":"{{room}}"}""", """{"type":"watchMe","id":2}""", """{"type":"presence","id":3,"state":"online"}"""],
        Answers = [.. Bytes("\"type\":\"subscribed\"", "\"type\":\"watchingMe\"", "\"type\":\"ack\"")],
        Refused = Bytes("\"type\":\"error\"")[0],
    };

    public static readonly IdleEndpoint Hub = new("hub", "/hub")
    {
        Hello = room =>
        [
            """{"protocol":"json","version":1}""" + Separator,
            $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["{{room}}",0,null]}""" + Separator,
            """{"type":1,"invocationId":"2","target":"WatchMe","arguments":[]}""" + Separator,
            """{"type":1,"invocationId":"3","target":"Presence","arguments":["online"]}""" + Separator,
        ],
        KeepAlive = Bytes("""{"type":6}""" + Separator)[0],
        Answers = [.. Bytes("\"invocationId\":\"1\"", "\"invocationId\":\"2\"", "\"invocationId\":\"3\"")],
        Refused = Bytes("\"ok\":false")[0],
    };

    public static readonly IdleEndpoint[] All = [Raw, Hub];

    /// <summary>Text frames, in their order.</summary>
    public required Func<string, IReadOnlyList<string>> Hello { get; init; }

    /// <summary>What the answers hold, each of them once.</summary>
    public required IReadOnlyList<byte[]> Answers { get; init; }

    public required byte[] Refused { get; init; }

    /// <summary>Every 15 s; null: nothing.</summary>
    public byte[]? KeepAlive { get; init; }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
