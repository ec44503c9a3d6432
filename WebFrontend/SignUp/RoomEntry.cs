using Parley.Verification;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.SignUp;

/// <summary>Where the server wants a confirmed e-mail address first: nobody enters a room without.</summary>
public sealed class RoomEntry(IGrainFactory grains, DefaultRooms defaultRooms)
{
    /// <summary>Brings a new user to where the others are, if they may go there yet. Never fails.</summary>
    public async Task WelcomeAsync(string user)
    {
        if (!(await grains.SignUp().MayEnterRooms(user)).IsError)
        {
            await defaultRooms.JoinAsync(user);
        }
    }

    /// <summary>The user has confirmed an address. If it is the one that opens the rooms, they are brought to where the others are.</summary>
    public async Task OpenedByAsync(Contact verified, string user)
    {
        var isFirst = (await grains.Contacts(user).List()).Count(contact => contact is { IsVerified: true, Kind: ContactKind.Email }) == 1;
        if (verified.Kind == ContactKind.Email && isFirst && await grains.SignUp().MayEnterRooms(user) is { IsError: false, Value.NeedsEmail: true })
        {
            await defaultRooms.JoinAsync(user);
        }
    }
}
