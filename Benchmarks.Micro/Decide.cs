using BenchmarkDotNet.Attributes;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Benchmarks.Micro;

/// <summary>A send in a room of a hundred members: what the room makes of it.</summary>
public class Decide
{
    private static readonly RoomLimits Limits = new(Reactions: 20, Pins: 50);

    private readonly SendMessage _send = new() { Sender = "user7", ClientId = "c1", Text = MessageBatch.Text };
    private readonly Room _room = Filled();
    private readonly RoomTail _tail = new(maxEvents: 1000, maxCharacters: 1_000_000);

    public Decide()
    {
        foreach (var e in MessageBatch.Events(1, 1000))
        {
            _tail.Append(e);
        }
    }

    [Benchmark]
    public int Send() => _room.Decide(_send, DateTimeOffset.UnixEpoch, Limits).Events.Length;

    [Benchmark]
    public long SendAndApply() => _room.Apply(_room.Decide(_send, DateTimeOffset.UnixEpoch, Limits).Events[0]).LastSeq;

    /// <summary>The ten newest events, as a frontend gets them.</summary>
    [Benchmark]
    public int TenFromTail() => _tail.After(990, 100, 100_000).Length;

    private static Room Filled()
    {
        var room = Room.Empty(MessageBatch.Room).Apply(new RoomCreated
        {
            Seq = 1, Sender = "user0", At = DateTimeOffset.UnixEpoch, N = 0, Name = "den", Title = "Den", Visibility = RoomVisibility.Public,
        });
        return Enumerable.Range(0, 100).Aggregate(room, (room, i) => room.Apply(new MemberJoined
        {
            Seq = room.LastSeq + 1, Sender = $"user{i}", At = DateTimeOffset.UnixEpoch, N = 0, User = $"user{i}", Role = i == 0 ? RoomRole.Owner : RoomRole.Member,
        }));
    }
}
