using System.Text.Json;
using System.Threading.Channels;

namespace Parley.Faults.Load;

/// <summary>One connection of a client, of whatever kind. Ended means: <see cref="Inbox"/> is complete.</summary>
internal abstract class ChatConnection : IAsyncDisposable
{
    /// <summary>Longer than the server tries by itself: whoever gives up earlier learns less.</summary>
    protected static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(20);

    protected static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Whoever does not take what came for so long has a fault of its own: the connection ends.</summary>
    private const int MaxInbox = 16_384;

    private readonly Channel<Incoming> _inbox = Channel.CreateBounded<Incoming>(new BoundedChannelOptions(MaxInbox) { SingleReader = true });

    public ChannelReader<Incoming> Inbox => _inbox.Reader;

    /// <summary>Close code, if one came.</summary>
    public int? Code { get; protected set; }

    /// <summary>Why it ended.</summary>
    public string? Reason { get; private set; }

    /// <summary>Sends a command and waits for its answer. Never throws for what the network does.</summary>
    public abstract Task<Reply> DoAsync(Command command);

    /// <summary>Subscribes; that it worked also comes through the inbox, where it has its place among the events.</summary>
    /// <param name="epoch">Of what is known up to there; null: nothing is known yet.</param>
    public abstract Task<Reply> SubscribeAsync(string room, long? after, string? epoch);

    /// <summary>Breaks it off.</summary>
    public abstract void Abort();

    public abstract ValueTask DisposeAsync();

    /// <returns>False: nobody takes it.</returns>
    protected bool Take(Incoming incoming) => _inbox.Writer.TryWrite(incoming);

    protected void Ended(string reason)
    {
        if (_inbox.Writer.TryComplete())
        {
            Reason = reason;
        }
    }

    protected static Incoming.Closing Closing(long at, JsonElement body) =>
        new(at, Wire.Text(body, "reason") ?? "", Wire.Number(body, "retryAfterMs"));
}
