using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>One event that reached a client, live or in an answer.</summary>
public readonly record struct Delivery(RoomRecord Record, string Epoch, HistoryEvent Event)
{
    /// <summary>What a record delivered; nothing for records that deliver nothing.</summary>
    public static IEnumerable<Delivery> In(HistoryRecord record) => record switch
    {
        Pushed push => push.Events.Select(e => new Delivery(push, push.Epoch, e)),
        View view => view.Events.Select(e => new Delivery(view, view.Epoch, e)),
        _ => [],
    };
}
