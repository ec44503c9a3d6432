using Microsoft.Extensions.DependencyInjection;
using Parley.Rooms;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Cluster.Bots;

public class ParleyBotTests
{
    [Fact]
    public async Task The_lobby_is_there_with_a_bot_that_answers_once()
    {
        await using var server = await TestServer.Start();
        var grains = server.Services.GetRequiredService<IGrainFactory>();
        var bot = (await grains.GetGrain<IUserNameGrain>("parley").Find())!;
        var lobby = grains.Room((await grains.GetGrain<IRoomDirectoryGrain>(0).Find("lobby"))!);
        await lobby.Do(new JoinRoom { Sender = "ann" });

        var asked = (await lobby.Do(new SendMessage { Sender = "ann", ClientId = "c1", Text = "@parley ping" })).Value!.Seq;
        var answer = await Answer(lobby, asked);

        Assert.True(bot.IsBot);
        Assert.Equal((bot.Id, "pong", asked), (answer.Sender, answer.Text, answer.ReplyTo));
        Assert.Single((await lobby.Read(new ReadEvents("ann", 100))).Value!.Events, e => e is MessagePosted { ReplyTo: not null });
    }

    private static async Task<MessagePosted> Answer(IRoomGrain room, long to)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var page = (await room.Read(new ReadEvents("ann", 100) { After = to })).Value!;
            if (page.Events.OfType<MessagePosted>().FirstOrDefault(e => e.ReplyTo == to) is { } answer)
            {
                return answer;
            }

            await Task.Delay(10, timeout.Token);
        }
    }
}
