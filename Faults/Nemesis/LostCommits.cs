using System.Text;
using Parley.Faults.Network;

namespace Parley.Faults.Nemesis;

/// <summary>On connections to the database: the server gets a COMMIT and carries it out; of its reply the client gets nothing but the end of the connection.</summary>
internal sealed class LostCommits
{
    private int _left;
    private int _lost;

    /// <summary>Replies that were lost so far.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>The next commits lose their replies; 0: none any more.</summary>
    public void Lose(int replies) => Volatile.Write(ref _left, replies);

    public ByteTrigger Trigger() => new(Direction.ToServer, Encoding.ASCII.GetBytes("COMMIT"), Act, int.MaxValue);

    private void Act(ProxyLink link)
    {
        if (Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0)
        {
            Interlocked.Increment(ref _lost);
            link.ToClient.Faults = link.ToClient.Faults with { AfterBytes = link.ToClient.BytesSeen, ThenDo = LinkEnd.Reset };
        }
    }
}
