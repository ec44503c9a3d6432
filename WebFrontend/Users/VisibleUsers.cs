using Parley.Access;
using Parley.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>Whom a caller may see: for guests themselves, and who is in a room with them.</summary>
public sealed class VisibleUsers(IGrainFactory grains)
{
    /// <summary>Those of the ids that the caller may see.</summary>
    public async Task<string[]> AmongAsync(string[] ids, CurrentUser me)
    {
        if (ServerAccess.May(me.Role, ServerPermission.SeeUsers) || ids is [var own] && own == me.Id)
        {
            return ids;
        }

        var shared = await grains.GetGrain<IRoomDirectoryGrain>(0).SharedWith(me.Id, [.. ids]);
        return [.. ids.Where(id => id == me.Id || shared.Contains(id))];
    }
}
