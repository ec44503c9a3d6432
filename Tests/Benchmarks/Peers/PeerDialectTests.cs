using System.Buffers;
using System.Text;
using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Peers.Dialects;
using Xunit;

namespace Parley.Tests.Benchmarks.Peers;

/// <summary>Frames as the servers sent them; only the text was shortened to its place.</summary>
public sealed class PeerDialectTests
{
    private static readonly string Text = Encoding.ASCII.GetString(Written(new LoadText(123456789, Room: 3, Sender: 7, Number: 42)));

    public static TheoryData<string> Names => ["hub", "plain", "channels", "socket.io"];

    [Theory, MemberData(nameof(Names))]
    public void A_message_is_found_in_what_the_server_sends(string dialect)
    {
        var frame = dialect switch
        {
            "hub" => $"{{\"type\":1,\"target\":\"message\",\"arguments\":[\"room3\",\"{Text}\"]}}\u001e",
            "plain" => $$"""{"type":"message","room":"room3","text":"{{Text}}"}""",
            "channels" => $$"""{"type": "message", "room": "room3", "text": "{{Text}}"}""",
            _ => $$"""42["message","room3","{{Text}}"]""",
        };

        Assert.Equal(["delivered 3/7/42 at 123456789"], Hear(dialect, frame));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_answer_to_a_join_is_told_from_a_message(string dialect)
    {
        var frame = dialect switch
        {
            "hub" => "{\"type\":3,\"invocationId\":\"0\",\"result\":null}\u001e",
            "plain" => """{"type":"joined","room":"room3"}""",
            "channels" => """{"type": "joined", "room": "room3"}""",
            _ => """42["joined","room3"]""",
        };

        Assert.Equal(["joined"], Hear(dialect, frame));
    }

    [Theory]
    [InlineData("hub", "{\"type\":3,\"invocationId\":\"0\",\"error\":\"Failed to invoke 'Join' due to an error on the server.\"}\u001e")]
    [InlineData("hub", "{\"type\":7,\"error\":\"Connection closed with an error.\"}\u001e")]
    [InlineData("plain", """{"type":"error"}""")]
    [InlineData("socket.io", "41")]
    [InlineData("socket.io", """44{"message":"Invalid namespace"}""")]
    public void What_must_not_happen_voids_the_run(string dialect, string frame) =>
        Assert.Equal([$"failed {frame.TrimEnd('\u001e')}"], Hear(dialect, frame));

    [Fact]
    public void A_hub_may_put_many_records_into_one_frame()
    {
        var record = $"{{\"type\":1,\"target\":\"message\",\"arguments\":[\"room3\",\"{Text}\"]}}\u001e";

        Assert.Equal(
            ["ready", "delivered 3/7/42 at 123456789", "joined", "delivered 3/7/42 at 123456789"],
            Hear("hub", "{}\u001e{\"type\":6}\u001e" + record + "{\"type\":3,\"invocationId\":\"0\",\"result\":null}\u001e" + record));
    }

    [Fact]
    public void Socket_io_is_greeted_and_pinged_by_the_server() => Assert.Equal(
        ["reply 40", "ready", "reply 3"],
        Hear("socket.io", """0{"sid":"E7N2s8DfDeWtUu8BAAAA","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""", """40{"sid":"59BiHnvj2l7fOw6XAAAA"}""", "2"));

    [Theory]
    [InlineData("hub", "{\"type\":1,\"invocationId\":\"0\",\"target\":\"Join\",\"arguments\":[\"room3\"]}\u001e", "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"room3\",\"hi\"]}\u001e")]
    [InlineData("plain", """{"type":"join","room":"room3"}""", """{"type":"send","room":"room3","text":"hi"}""")]
    [InlineData("socket.io", """42["join","room3"]""", """42["send","room3","hi"]""")]
    public void What_a_client_says_is_what_the_server_reads(string name, string join, string send)
    {
        var dialect = Dialect(name);
        Assert.Equal(join, Written(to => dialect.Join(Client(), 3, to)));
        Assert.Equal(send, Written(to => dialect.Send(Client(), 3, 9, "hi"u8, to)));
    }

    private static List<string> Hear(string name, params string[] frames)
    {
        var (dialect, client, heard) = (Dialect(name), Client(), new Heard());
        foreach (var frame in frames)
        {
            dialect.Read(client, Encoding.UTF8.GetBytes(frame), heard);
        }

        return heard.Lines;
    }

    private static IDialect Dialect(string name) => name switch
    {
        "hub" => new SignalRGroupsDialect(),
        "socket.io" => new SocketIoDialect(),
        _ => new PlainDialect("/"),
    };

    private static ClientState Client() => new() { Id = "c" };

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static byte[] Written(LoadText text)
    {
        var bytes = new byte[LoadText.Length];
        text.Write(bytes);
        return bytes;
    }
}
