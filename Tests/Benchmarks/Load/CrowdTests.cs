using System.Text;
using Parley.Benchmarks;
using Parley.Benchmarks.Load;
using Parley.Benchmarks.Peers;
using Xunit;

namespace Parley.Tests.Benchmarks.Load;

/// <summary>One client of the load, and a server that says what it is told to.</summary>
public class CrowdTests
{
    private const string Ready = """{"type":"ready","user":"u","session":"s"}""";
    private const string Subscribed = """{"type":"subscribed","id":0,"room":"r","lastSeq":0,"events":[]}""";
    private static readonly Schedule OneMessage = new(Rooms: 1, Rate: 1, System.Diagnostics.Stopwatch.Frequency);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task What_is_sent_comes_and_is_acknowledged()
    {
        using var run = new Running(Event(1, 1), Ack);
        using var crowd = await run.JoinAsync();

        crowd.Send(OneMessage, Second);
        crowd.Settle(Short);

        Assert.Equal((1, 1), (crowd.Delivered, crowd.Acknowledged));
    }

    [Fact]
    public async Task A_frame_of_several_MiB_is_taken()
    {
        using var run = new Running(Event(1, 1) + new string(' ', 3 * 1024 * 1024), Ack);
        using var crowd = await run.JoinAsync();

        crowd.Send(OneMessage, Second);
        crowd.Settle(TimeSpan.FromSeconds(5));

        Assert.Equal(1, crowd.Delivered);
    }

    [Theory]
    [InlineData("lost", 1, 1, 3, 2)]
    [InlineData("lost by the server's numbers", 1, 1, 2, 3)]
    [InlineData("doubled", 1, 1, 1, 2)]
    [InlineData("disordered", 2, 1, 1, 2)]
    public async Task A_delivery_that_is_wrong_voids_the_run(string what, int number, long seq, int nextNumber, long nextSeq)
    {
        using var run = new Running(Ack, Event(number, seq), Event(nextNumber, nextSeq));

        Assert.True((await Refused(run)).StartsWith("Void: room 0: ", StringComparison.Ordinal), what);
    }

    [Fact]
    public async Task A_send_that_is_not_acknowledged_voids_the_run()
    {
        using var run = new Running(Event(1, 1));

        Assert.Contains("of one client's 1 sends 0 were acknowledged", await Refused(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_that_is_acknowledged_twice_voids_the_run()
    {
        using var run = new Running(Event(1, 1), Ack, Ack);

        Assert.Contains("more was acknowledged to a client than it sent", await Refused(run), StringComparison.Ordinal);
    }

    private static string Ack => """{"type":"ack","id":5,"room":"r","seq":1}""";

    private static async Task<string> Refused(Running run)
    {
        using var crowd = await run.JoinAsync();
        return Assert.Throws<BenchmarkException>(() =>
        {
            crowd.Send(OneMessage, Second);
            crowd.Settle(Short);
            crowd.Idle(Short);
        }).Message;
    }

    private static string Event(int number, long seq)
    {
        var text = new byte[LoadText.Length];
        new LoadText(1, 0, 0, number).Write(text);
        return $$"""{"type":"events","room":"r","epoch":"e","events":[{"seq":{{seq}},"kind":"messagePosted","text":"{{Encoding.ASCII.GetString(text)}}"}]}""";
    }

    /// <summary>A server that says ready and subscribed at once, and the rest when it has heard a send.</summary>
    private sealed class Running(params string[] frames) : IRunningPeer, IDisposable
    {
        private readonly FrameServer _server = new(2, [Ready, Subscribed, .. frames]);

        public int Port => _server.Port;

        public IReadOnlyList<int> ProcessIds => [];

        public IDialect Dialect { get; } = new ParleyRawDialect();

        public Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<int[]> users, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(["token"]);

        /// <summary>On a thread of its own: it waits without giving its thread away.</summary>
        public Task<Crowd> JoinAsync() => Task.Factory.StartNew(
            () => Crowd.Join(this, [[0]], ["token"], rooms: 1, new HashSet<int>(), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Dispose() => _server.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
