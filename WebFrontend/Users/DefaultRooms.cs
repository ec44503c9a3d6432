using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Users;

/// <summary>Brings new users to where the others are.</summary>
public sealed partial class DefaultRooms(RoomCalls rooms, IGrainFactory grains, IOptions<DefaultRoomsOptions> options, ILogger<DefaultRooms> logger)
{
    private static readonly string[] WhenNotSet = ["lobby"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Joins the rooms that exist and that the user may join. Never fails: the user has been made, and can join by hand.</summary>
    public async Task JoinAsync(string user)
    {
        var role = (await grains.User(user).Find())?.Role ?? ServerRole.Guest;
        if (role == ServerRole.Guest)
        {
            return; // guests are only where somebody has brought them
        }

        foreach (var name in options.Value.DefaultRooms ?? WhenNotSet)
        {
            try
            {
                await JoinAsync(new Actor(user, role), name).WaitAsync(Patience);
            }
            catch (Exception e)
            {
                LogNotJoined(name, user, e);
            }
        }
    }

    private async Task JoinAsync(Actor user, string name)
    {
        var joined = await rooms.Join(user, name);
        if (joined.IsError && joined.Error.Code != ErrorCatalog.RoomNotFound)
        {
            LogRefused(name, user.Id, joined.Error.Code);
        }
    }

    [LoggerMessage(2000, LogLevel.Warning, "User {User} could not join the default room {Room}")]
    private partial void LogNotJoined(string room, string user, Exception exception);

    [LoggerMessage(2001, LogLevel.Warning, "User {User} may not join the default room {Room}: {Code}")]
    private partial void LogRefused(string room, string user, string code);
}
