using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Parley.Rooms;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Consecutive events of one room on their way out, shared by all connections that get them and written once for each
/// protocol that is in use.
/// </summary>
public sealed class EncodedBatch
{
    private readonly Lazy<Written> _written;

    /// <param name="events">At least one.</param>
    public EncodedBatch(string room, string epoch, ImmutableArray<RoomEvent> events)
    {
        (Room, Epoch, Events) = (room, epoch, events);
        Size = EstimateSize(events);
        IsUnbroken = CheckNumbers(events);
        _written = new Lazy<Written>(Write);
    }

    public string Room { get; }

    public string Epoch { get; }

    public ImmutableArray<RoomEvent> Events { get; }

    public long From => Events[0].Seq;

    public long To => Events[^1].Seq;

    /// <summary>True if each event has the number after the one before it, as it must be.</summary>
    public bool IsUnbroken { get; }

    /// <summary>About how many bytes it takes; known without writing it.</summary>
    public int Size { get; }

    /// <summary>The batch as a frame of its own.</summary>
    public ReadOnlyMemory<byte> Frame => _written.Value.Push.Frame;

    public SerializedHubMessage HubMessage => _written.Value.Push.HubMessage;

    /// <summary>The rest of it beyond a number; null if nothing is left.</summary>
    public EncodedBatch? After(long seq) => seq < From ? this : seq >= To ? null : new(Room, Epoch, Events[(int)(seq - From + 1)..]);

    /// <summary>The batch for a reader to whom nothing below a number is shown; mostly the batch itself.</summary>
    public EncodedBatch For(long floor) =>
        floor > 1 && Events.Any(e => EventHidden.IsNeeded(e, floor)) ? new(Room, Epoch, [.. Events.Select(e => EventHidden.For(e, floor))]) : this;

    /// <summary>True if the other goes on where this one ends, so that both fit into one frame.</summary>
    public bool IsFollowedBy(EncodedBatch other) => other.From == To + 1 && other.Room == Room && other.Epoch == Epoch;

    /// <summary>Begins a frame of several batches; the others are added by <see cref="AppendTo"/>, and <see cref="EndFrame"/> ends it.</summary>
    public void BeginFrame(IBufferWriter<byte> frame) => frame.Write(Frame.Span[..^FrameEnd.Length]);

    /// <summary>Adds the events to a frame that another batch of the room has begun. The bytes are copied, not written anew.</summary>
    public void AppendTo(IBufferWriter<byte> frame)
    {
        frame.Write(","u8);
        frame.Write(_written.Value.Push.Body.Utf8.Span[_written.Value.HeadLength..^FrameEnd.Length]);
    }

    public static void EndFrame(IBufferWriter<byte> frame) => frame.Write(FrameEnd);

    private static ReadOnlySpan<byte> FrameEnd => "]}"u8;

    private Written Write()
    {
        var headLength = 0L;
        var body = JsonShape.Write(this, (json, batch) =>
        {
            json.WriteStartObject();
            json.WriteString("room", batch.Room);
            json.WriteString("epoch", batch.Epoch);
            json.WriteStartArray("events");
            headLength = json.BytesCommitted + json.BytesPending;
            foreach (var e in batch.Events)
            {
                RoomEventJson.Write(json, e);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return new Written(new Push("events", body), (int)headLength);
    }

    private static bool CheckNumbers(ImmutableArray<RoomEvent> events)
    {
        for (var i = 1; i < events.Length; i++)
        {
            if (events[i].Seq != events[i - 1].Seq + 1)
            {
                return false;
            }
        }

        return true;
    }

    private static int EstimateSize(ImmutableArray<RoomEvent> events)
    {
        var size = 100;
        foreach (var e in events)
        {
            size += 200 + ((e as MessagePosted)?.Poll?.Options.Sum(option => Encoding.UTF8.GetByteCount(option)) ?? 0) + e switch
            {
                MessagePosted { Text: { } text } => Encoding.UTF8.GetByteCount(text),
                MessageEdited { Text: { } text } => Encoding.UTF8.GetByteCount(text),
                PreviewsChanged changed => changed.Previews.Length * 1000,
                _ => 0,
            };
        }

        return size;
    }

    /// <param name="HeadLength">Length of the body up to the first event.</param>
    private sealed record Written(Push Push, int HeadLength);
}
