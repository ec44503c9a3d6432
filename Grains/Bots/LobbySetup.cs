using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Bots;

/// <summary>Makes sure that there are the bot and the room #lobby, which it owns. Every silo does it at start; repeating is harmless.</summary>
internal sealed class LobbySetup(IGrainFactory grains, ParleyBot bot, MissedQuestions missed, TimeProvider clock)
{
    public const string Lobby = "lobby";

    public Task RunAsync() => PatientStart.RunAsync(SetUpAsync, clock);

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
            await grains.Room(lobby).Do(new SendMessage { Sender = bot.UserId, ClientId = "welcome", Text = ParleyBotReplies.Welcome });
        }

        missed.LookSoon();
    }

    private async Task<string> BotAsync()
    {
        var name = grains.GetGrain<IUserNameGrain>(UserNames.Key(ParleyBot.UserName));
        var registered = await name.Register(new RegisterUser(ParleyBot.UserName, "Parley", Password: null) { IsBot = true });
        var profile = registered.Value ?? await name.Find();
        return profile?.Id ?? throw new InvalidOperationException($"The bot could not be made: {registered.Error!.Message}");
    }
}
