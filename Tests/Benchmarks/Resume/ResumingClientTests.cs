using Parley.Benchmarks;
using Parley.Benchmarks.Resume;
using Xunit;

namespace Parley.Tests.Benchmarks.Resume;

public class ResumingClientTests
{
    private const string Known = """{"type":"subscribed","id":1,"room":"r","lastSeq":2,"events":[{"seq":1},{"seq":2}]}""";

    [Fact]
    public async Task A_client_is_caught_up_when_it_has_the_last_event_that_was_missed()
    {
        using var client = await Returned();
        using var server = new FrameServer("""{"type":"subscribed","id":1,"room":"r","lastSeq":4,"events":[{"seq":3,"text":"\"seq\":9"}]}""", Events(4));

        await client.ConnectAsync(server.Port, "token", wanted: 4, TestContext.Current.CancellationToken);

        Assert.Equal(4, client.LastSeq);
    }

    [Theory]
    [InlineData("lost", 4)]
    [InlineData("doubled", 3, 3)]
    [InlineData("out of order", 4, 3)]
    public async Task A_missed_event_that_is_wrong_voids_the_run(string what, params int[] seqs)
    {
        using var client = await Returned();
        using var server = new FrameServer([.. seqs.Select(seq => Events(seq))]);

        var fault = await Assert.ThrowsAsync<BenchmarkException>(() => client.ConnectAsync(server.Port, "token", wanted: 4, TestContext.Current.CancellationToken));

        Assert.StartsWith("Void: r: event", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task A_client_that_is_refused_voids_the_run()
    {
        using var client = await Returned();
        using var server = new FrameServer("""{"type":"error","id":1,"code":"busy"}""");

        var fault = await Assert.ThrowsAsync<BenchmarkException>(() => client.ConnectAsync(server.Port, "token", wanted: 4, TestContext.Current.CancellationToken));

        Assert.Contains("busy", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>It has seen events 1 and 2.</summary>
    private static async Task<ResumingClient> Returned()
    {
        using var server = new FrameServer(Known);
        var client = new ResumingClient("r");
        await client.ConnectAsync(server.Port, "token", wanted: null, TestContext.Current.CancellationToken);
        client.Drop();
        return client;
    }

    private static string Events(int seq) => $$"""{"type":"events","room":"r","events":[{"seq":{{seq}}}]}""";
}
