using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Bots;

/// <summary>Makes sure that there are the bot and the room #lobby, which it owns. Every silo does it at start; repeating is harmless.</summary>
internal sealed class LobbySetup(IGrainFactory grains, ParleyBot bot, TimeProvider clock)
{
    public const string Lobby = "lobby";

    /// <summary>Longer than it takes a cluster to notice that silos have died.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Repeats what fails because silos come and go, as they do when a whole cluster starts: that must not end this one.</summary>
    public async Task RunAsync()
    {
        for (var start = clock.GetTimestamp(); ; await Task.Delay(Pause, clock))
        {
            try
            {
                await SetUpAsync();
                return;
            }
            catch (Exception e) when (e is OrleansException or TimeoutException && clock.GetElapsedTime(start) < Patience)
            {
                // Rejected, or not answered: again.
            }
        }
    }

    private async Task SetUpAsync()
    {
        bot.UserId = await BotAsync();
        var rooms = grains.GetGrain<IRoomDirectoryGrain>(0);
        var created = await rooms.Create(new CreateRoom { Sender = bot.UserId, Name = Lobby, Title = "Lobby", Visibility = RoomVisibility.Public });
        if (created.IsError && created.Error.Code != ErrorCatalog.NameTaken)
        {
            throw new InvalidOperationException($"The room #{Lobby} could not be made: {created.Error.Message}");
        }

        if (await rooms.Find(Lobby) is { } lobby)
        {
            await grains.GetGrain<IRoomGrain>(lobby).Do(new SendMessage { Sender = bot.UserId, ClientId = "welcome", Text = ParleyBotReplies.Welcome });
        }
    }

    private async Task<string> BotAsync()
    {
        var name = grains.GetGrain<IUserNameGrain>(UserNames.Key(ParleyBot.UserName));
        var registered = await name.Register(new RegisterUser(ParleyBot.UserName, "Parley", Password: null) { IsBot = true });
        var profile = registered.Value ?? await name.Find();
        return profile?.Id ?? throw new InvalidOperationException($"The bot could not be made: {registered.Error!.Message}");
    }
}
