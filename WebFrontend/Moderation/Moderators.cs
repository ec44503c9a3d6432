using Parley.Access;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.WebFrontend.Moderation;

/// <summary>Tells the moderators of a room of new reports. May miss some in a very large room, and whatever is lost on the way: the queue has it.</summary>
public sealed partial class Moderators(IGrainFactory grains, ILogger<Moderators> logger)
{
    private const int Page = 1000;

    /// <summary>Members of a room that are looked through for moderators.</summary>
    private const int MaxLooked = 10_000;

    /// <summary>Returns at once.</summary>
    /// <param name="reader">Somebody who may know the room.</param>
    /// <param name="open">Open reports of the room.</param>
    public void TellLater(string room, Actor reader, int open) => _ = TellAsync(room, reader, open);

    private async Task TellAsync(string room, Actor reader, int open)
    {
        try
        {
            string? after = null;
            for (var looked = 0; looked < MaxLooked; looked += Page)
            {
                var page = await grains.GetGrain<IRoomDirectoryGrain>(0).Members(room, reader, after, Page);
                if (page.IsError)
                {
                    return;
                }

                await Task.WhenAll(page.Value.Where(member => member.Role is RoomRole.Owner or RoomRole.Moderator).Select(member => grains.User(member.User).Tell(new ReportsMoved(room, open))));
                if (page.Value.Length < Page)
                {
                    return;
                }

                after = page.Value[^1].User;
            }
        }
        catch (Exception e)
        {
            LogNotTold(e, room);
        }
    }

    [LoggerMessage(1200, LogLevel.Debug, "Moderators of room {Room} were not told of a report; they find it in the queue.")]
    private partial void LogNotTold(Exception exception, string room);
}
