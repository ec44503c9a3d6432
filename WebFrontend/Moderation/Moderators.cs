using Parley.Access;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.WebFrontend.Moderation;

/// <summary>Tells the moderators of a room of new reports. May miss some in a very large room, and whatever is lost on the way: the queue has it.</summary>
public sealed partial class Moderators(IGrainFactory grains, ILogger<Moderators> logger)
{
    /// <summary>Returns at once.</summary>
    /// <param name="reader">Somebody who may know the room.</param>
    /// <param name="open">Open reports of the room.</param>
    public void TellLater(string room, Actor reader, int open) => _ = TellAsync(room, reader, open);

    private async Task TellAsync(string room, Actor reader, int open)
    {
        try
        {
            await grains.TellModerators(room, reader, new ReportsMoved(room, open));
        }
        catch (Exception e)
        {
            LogNotTold(e, room);
        }
    }

    [LoggerMessage(1200, LogLevel.Debug, "Moderators of room {Room} were not told of a report; they find it in the queue.")]
    private partial void LogNotTold(Exception exception, string room);
}
