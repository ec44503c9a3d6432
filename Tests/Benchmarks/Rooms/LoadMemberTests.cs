using Parley.Benchmarks.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Benchmarks.Rooms;

public class LoadMemberTests
{
    private const string Subscribed = """{"type":"subscribed","id":0,"room":"r","lastSeq":7,"events":[]}""";

    [Fact]
    public async Task Deliveries_and_acknowledgements_are_counted()
    {
        using var server = new FrameServer(Subscribed, """{"type":"ack","id":5,"seq":8}""", """{"type":"events","events":[{"seq":8,"text":"\"seq\":1"},{"seq":9}]}""");
        using var member = new LoadMember("r");
        await member.JoinAsync(server.Port, "token", TestContext.Current.CancellationToken);

        await Eventually.Is(() => Task.FromResult(member.LastSeq == 9), "the last event has come");

        Assert.Equal((1, 2, null), (member.Acknowledged, member.Delivered, member.Fault));
    }

    [Theory]
    [InlineData("lost", 9)]
    [InlineData("doubled", 7)]
    [InlineData("refused", null)]
    public async Task What_is_wrong_is_a_fault_that_voids_the_run(string what, int? seq)
    {
        using var server = new FrameServer(Subscribed, seq is null ? """{"type":"error","code":"busy"}""" : $$"""{"type":"events","events":[{"seq":{{seq}}}]}""");
        using var member = new LoadMember("r");
        await member.JoinAsync(server.Port, "token", TestContext.Current.CancellationToken);

        await Eventually.Is(() => Task.FromResult(member.Fault is not null), $"it notices what is {what}");

        Assert.Contains(what == "refused" ? "busy" : "came after 7", member.Fault, StringComparison.Ordinal);
    }
}
