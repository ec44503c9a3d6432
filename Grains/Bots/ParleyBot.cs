using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Grains.Bots;

/// <summary>The bot @parley: hears what is said in this silo's rooms and has its grain answer where it is mentioned.</summary>
internal sealed class ParleyBot(IGrainFactory grains) : IRoomWatcher, IHouseBot
{
    public const string UserName = "parley";

    /// <inheritdoc/>
    public string? UserId { get; set; }

    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        foreach (var e in events)
        {
            if (e is MessagePosted { Text: { } text } && e.Sender != UserId && UserId is not null && ParleyBotReplies.IsMentioned(text))
            {
                grains.GetGrain<IParleyBotGrain>(room).Answer(e.Seq, text).Ignore();
            }
        }
    }

    public void Ask(string room, long seq) => grains.GetGrain<IParleyBotGrain>(room).AnswerLate(seq).Ignore();
}
