using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Benchmarks.Micro;

/// <summary>Messages as the workloads send them: 100 bytes of text.</summary>
internal static class MessageBatch
{
    public const string Room = "room0";
    public const string Epoch = "e1";

    public static string Text { get; } = new('x', 100);

    /// <summary>Consecutive messages, each by another sender.</summary>
    public static ImmutableArray<RoomEvent> Events(long from, int count) => [.. Enumerable.Range(0, count).Select(i => Message(from + i))];

    public static RoomEvent Message(long seq) => new MessagePosted
    {
        Seq = seq, Sender = $"user{seq % 100}", ClientId = $"c{seq}", At = DateTimeOffset.UnixEpoch.AddMilliseconds(seq), N = seq, Text = Text,
    };
}
