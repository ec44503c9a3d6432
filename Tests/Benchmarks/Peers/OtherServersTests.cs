using Parley.Benchmarks.Peers;
using Parley.LocalCluster.Processes;
using Xunit;

namespace Parley.Tests.Benchmarks.Peers;

/// <summary>The servers themselves, as processes: a comparison with one that loses messages or keeps some from its sender would say nothing.</summary>
public sealed class OtherServersTests
{
    private const int Rooms = 2;
    private const int Members = 5;
    private const int Messages = 10; // of each room

    public static TheoryData<string> Names => [.. OtherServers.All.Select(peer => peer.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Every_member_gets_every_message_of_the_room_once_and_in_order_and_nothing_else(string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var peer = OtherServers.All.Single(peer => peer.Name == name);
        Assert.SkipWhen(peer.Name == "channels" && new Tool("daphne", "").Missing is not null, "daphne is not installed.");
        await using var server = await peer.StartAsync(patience.Token);

        var users = Enumerable.Range(0, Rooms * Members).Select(user => new[] { user % Rooms }).ToList();
        var credentials = await server.UsersAsync(users, patience.Token);
        var clients = users.Select((_, user) => new PeerClient(server.Dialect, $"c{user}")).ToList();
        try
        {
            foreach (var (user, client) in clients.Index())
            {
                await client.ConnectAsync(server.Port, credentials[user], patience.Token);
                await client.JoinAsync(users[user][0], patience.Token);
            }

            for (var number = 1; number <= Messages; number++)
            {
                for (var room = 0; room < Rooms; room++)
                {
                    await clients[room].SendAsync(new LoadText(number, room, Sender: 0, number), patience.Token);
                }
            }

            foreach (var (user, client) in clients.Index())
            {
                Assert.Equal(
                    Enumerable.Range(1, Messages).Select(number => $"delivered {users[user][0]}/0/{number} at {number}"),
                    await client.HearAsync(Messages, patience.Token));
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Nothing_of_a_server_is_left_when_it_is_disposed_of()
    {
        var peer = OtherServers.All.Single(peer => peer.Name == "signalr-redis");
        var server = await peer.StartAsync(TestContext.Current.CancellationToken);
        var processes = server.ProcessIds.Select(ProcessIdentity.Of).ToList();
        Assert.All(processes, process => Assert.Equal(ProcessState.Running, process!.State()));
        Assert.Equal(2, processes.Count);

        await server.DisposeAsync();
        Assert.All(processes, process => Assert.Equal(ProcessState.Dead, process!.State()));
    }
}
