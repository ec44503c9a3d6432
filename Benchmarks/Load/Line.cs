using Parley.Benchmarks.Peers;

namespace Parley.Benchmarks.Load;

/// <summary>
/// What one receiver of a room has seen: every sender's messages must come as 1, 2, 3 …, and the server's own numbers, if it has any, without a hole. Pure.
/// </summary>
/// <param name="members">Of the room.</param>
public sealed class Line(int room, int members)
{
    private readonly int[] _last = new int[members];
    private long _seq;

    public int Room => room;

    /// <summary>Messages of a sender that came, all in order.</summary>
    public int LastOf(int sender) => _last[sender];

    /// <summary>Null: it is what had to come next.</summary>
    public string? Take(in LoadText text, long seq)
    {
        ref var last = ref _last[text.Sender];
        if (text.Number != last + 1)
        {
            return text.Number <= last
                ? $"room {room}: message {text.Number} of member {text.Sender} came again or too late, after {last}"
                : $"room {room}: message {text.Number} of member {text.Sender} came after {last}, something is missing";
        }

        last = text.Number;
        if (seq != 0 && _seq != 0 && seq != _seq + 1)
        {
            return $"room {room}: event {seq} came after {_seq}";
        }

        _seq = seq;
        return null;
    }

    /// <summary>Null: all that was sent has come.</summary>
    public string? Missing(ReadOnlySpan<int> sent)
    {
        for (var sender = 0; sender < sent.Length; sender++)
        {
            if (_last[sender] != sent[sender])
            {
                return $"room {room}: of member {sender} {sent[sender]} messages were sent and {_last[sender]} came";
            }
        }

        return null;
    }
}
