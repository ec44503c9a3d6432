using Parley.Access;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Moderation;

/// <summary>Who looks after a room.</summary>
public static class RoomModerators
{
    private const int Page = 1000;

    /// <summary>Members of a room that are looked through for moderators.</summary>
    private const int MaxLooked = 10_000;

    /// <summary>Tells the moderators of a room. May miss some in a very large room.</summary>
    /// <param name="reader">Somebody who may know the room.</param>
    public static async Task TellModerators(this IGrainFactory grains, string room, Actor reader, OwnChange change)
    {
        string? after = null;
        for (var looked = 0; looked < MaxLooked; looked += Page)
        {
            var page = await grains.GetGrain<IRoomDirectoryGrain>(0).Members(room, reader, after, Page);
            if (page.IsError)
            {
                return;
            }

            await Task.WhenAll(page.Value.Where(member => member.Role is RoomRole.Owner or RoomRole.Moderator).Select(member => grains.User(member.User).Tell(change)));
            if (page.Value.Length < Page)
            {
                return;
            }

            after = page.Value[^1].User;
        }
    }
}
