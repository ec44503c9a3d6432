using System.Net;
using Parley.Benchmarks;
using Parley.Benchmarks.Idle;
using Xunit;

namespace Parley.Tests.Benchmarks.Idle;

public class IdleConnectionTests
{
    [Fact]
    public async Task A_raw_connection_is_in_when_it_has_its_room_what_is_its_own_and_a_presence()
    {
        using var server = new FrameServer("""{"type":"ready"}""", """{"type":"subscribed","id":1}""", """{"type":"watchingMe","id":2}""", """{"type":"ack","id":3}""");
        using var connection = new IdleConnection(IdleEndpoint.Raw, "r");

        await connection.JoinAsync(server.Port, "token", IPAddress.Loopback, TestContext.Current.CancellationToken);

        Assert.Null(connection.Fault);
    }

    [Fact]
    public async Task A_hub_connection_is_in_also_when_its_answers_come_in_one_frame()
    {
        using var server = new FrameServer("{}\u001e", "{\"type\":3,\"invocationId\":\"1\"}\u001e{\"type\":3,\"invocationId\":\"2\"}\u001e{\"type\":3,\"invocationId\":\"3\"}\u001e");
        using var connection = new IdleConnection(IdleEndpoint.Hub, "r");

        connection.KeepAlive(); // too early, as the timer of all may be
        await connection.JoinAsync(server.Port, "token", IPAddress.Loopback, TestContext.Current.CancellationToken);
        connection.KeepAlive();

        Assert.Null(connection.Fault);
    }

    [Fact]
    public async Task A_connection_that_is_refused_voids_the_run()
    {
        using var server = new FrameServer("""{"type":"error","id":1,"code":"not-a-member"}""");
        using var connection = new IdleConnection(IdleEndpoint.Raw, "r");

        var fault = await Assert.ThrowsAsync<BenchmarkException>(() => connection.JoinAsync(server.Port, "token", IPAddress.Loopback, TestContext.Current.CancellationToken));

        Assert.Contains("not-a-member", fault.Message, StringComparison.Ordinal);
    }
}
