using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Benchmarks.Peers;
using Xunit;

namespace Parley.Tests.Benchmarks.Peers;

/// <summary>Frames as a server has sent them.</summary>
public class ParleyDialectTests
{
    private const string End = "\u001e";
    private const string TwoEvents =
        """{"room":"r06h1x320d4wd5c7tab698gv61m","epoch":"7d2a1f0def1e1ab9","events":[{"seq":102,"kind":"messagePosted","sender":"u06h1x30c4vqwqffvvehgvezeyg","clientId":"6ca159-5-1","at":"2026-11-27T19:47:26.554Z","n":1,"text":"^T00000076728449508558R000005S000000N000000001......................................................"},{"seq":103,"kind":"messagePosted","sender":"u06h1x30c4vqwqffvvehgvezeyg","clientId":"6ca159-15-1","at":"2026-11-27T19:47:26.564Z","n":2,"text":"^T00000076728459508558R000005S000001N000000001......................................................"}]}""";

    private static readonly string[] BothDelivered = ["delivered 5/0/1 at 76728449508558, event 102", "delivered 5/1/1 at 76728459508558, event 103"];

    [Fact]
    public void Raw_frames_are_read() => Assert.Equal(
        ["ready", "joined", .. BothDelivered, "acknowledged 76650633536682"],
        Read(
            new ParleyRawDialect(),
            """{"type":"ready","user":"u06h1x2q5mm6751fcv3ek2qpza0","session":"s06h1x2qvmckped1g4whbpmz2z0"}""",
            """{"type":"subscribed","id":0,"room":"r06h1x320d4wd5c7tab698gv61m","epoch":"7d2a1f0def1e1ab9","firstSeq":1,"lastSeq":101,"floor":0,"events":[],"complete":true}""",
            $$"""{"type":"events",{{TwoEvents[1..]}}""",
            """{"type":"ack","id":76650633536682,"room":"r06h1x2rbb1409cbkqhped20fp8","epoch":"8be4170b0b3e0126","seq":137,"at":"2026-11-27T19:46:08.947Z"}"""));

    [Fact]
    public void Hub_frames_are_read_also_several_in_one_message() => Assert.Equal(
        ["ready", "joined", .. BothDelivered, "acknowledged 76728531508558"],
        Read(
            new ParleyHubDialect(),
            $$"""{}{{End}}""",
            $$$"""{"type":6}{{{End}}}{"type":3,"invocationId":"0","result":{"ok":true,"room":"r06h1x320d4wd5c7tab698gv61m","lastSeq":101,"events":[]}}{{{End}}}""",
            $$$"""{"type":1,"target":"events","arguments":[{{{TwoEvents}}}]}{{{End}}}{"type":3,"invocationId":"76728531508558","result":{"ok":true,"room":"r06h1x320ctvres4yefvwwmax98","epoch":"7d2a1f0def1e1ab9","seq":110,"at":"2026-11-27T19:47:26.663Z"}}{{{End}}}"""));

    [Theory]
    [InlineData("""{"type":"error","id":7,"code":"too-many-requests","message":"Wait."}""")]
    [InlineData("""{"type":"gap","room":"r","epoch":"e","fromSeq":7}""")]
    public void What_must_not_happen_on_the_raw_socket_fails(string frame) => Assert.Equal([$"failed {frame}"], Read(new ParleyRawDialect(), frame));

    [Theory]
    [InlineData("""{"type":3,"invocationId":"7","result":{"ok":false,"code":"too-many-requests"}}""")]
    [InlineData("""{"type":3,"invocationId":"7","error":"Failed to invoke 'Send'."}""")]
    [InlineData("""{"type":7,"error":"Connection closed."}""")]
    public void What_must_not_happen_on_the_hub_fails(string message) => Assert.Equal([$"failed {message}"], Read(new ParleyHubDialect(), message + End));

    [Fact]
    public void What_is_said_is_JSON_and_holds_the_text()
    {
        var text = new byte[LoadText.Length];
        new LoadText(1, 2, 3, 4).Write(text);
        foreach (var dialect in new IDialect[] { new ParleyRawDialect(), new ParleyHubDialect() })
        {
            var (client, said) = (new ClientState { Id = "c" }, new ArrayBufferWriter<byte>());
            dialect.Send(client, room: 2, tag: 5, text, said);
            dialect.Send(client, room: 2, tag: 6, text, said);
            dialect.Join(client, room: 2, said);
            dialect.Greet(client, said, new Heard());
            dialect.KeepAlive(client, said);

            var sends = 0;
            foreach (var message in Encoding.UTF8.GetString(said.WrittenSpan).Replace("}{", $"}}{End}{{", StringComparison.Ordinal).Split(End, StringSplitOptions.RemoveEmptyEntries))
            {
                using var json = JsonDocument.Parse(message);
                sends += message.Contains(Encoding.ASCII.GetString(text), StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.Equal((2, 2L), (sends, client.Requests));
            Assert.True(dialect.Acknowledges);
        }
    }

    private static List<string> Read(IDialect dialect, params string[] messages)
    {
        var (client, heard) = (new ClientState { Id = "c" }, new Heard());
        foreach (var message in messages)
        {
            dialect.Read(client, Encoding.UTF8.GetBytes(message), heard);
        }

        return heard.Lines;
    }

    /// <summary>What a dialect made of frames, in order.</summary>
    private sealed class Heard : IFrameReceiver
    {
        public List<string> Lines { get; } = [];

        public void Ready() => Lines.Add("ready");

        public void Joined() => Lines.Add("joined");

        public void Delivered(in LoadText text, long seq) => Lines.Add($"delivered {text.Room}/{text.Sender}/{text.Number} at {text.Intended}, event {seq}");

        public void Acknowledged(long tag) => Lines.Add($"acknowledged {tag}");

        public void Reply(ReadOnlySpan<byte> message) => Lines.Add($"reply {Encoding.UTF8.GetString(message)}");

        public void Failed(string sentence) => Lines.Add($"failed {sentence}");
    }
}
