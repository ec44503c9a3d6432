using System.Buffers;

namespace Parley.Benchmarks.Peers;

/// <summary>What a client of a server says and hears: payloads of WebSocket messages. No I/O and no state but <see cref="ClientState"/>.</summary>
public interface IDialect
{
    /// <summary>True: the server acknowledges each send, so that one without an acknowledgement voids the run.</summary>
    bool Acknowledges => false;

    /// <summary>Path and query of the upgrade.</summary>
    string UpgradePath(string credential);

    /// <summary>Headers of the upgrade beside the usual ones.</summary>
    IEnumerable<(string Name, string Value)> UpgradeHeaders(string credential);

    /// <summary>What is said first after the upgrade; nothing if it writes nothing. <see cref="IFrameReceiver.Ready"/> must follow, from an answer or at once.</summary>
    void Greet(ClientState client, IBufferWriter<byte> message, IFrameReceiver to);

    /// <summary>Subscribes to a room; the answer leads to <see cref="IFrameReceiver.Joined"/>.</summary>
    void Join(ClientState client, int room, IBufferWriter<byte> message);

    /// <summary>Sends a text to a room, for everybody in it, the sender too.</summary>
    /// <param name="tag">Comes back with the acknowledgement, where there is one.</param>
    void Send(ClientState client, int room, long tag, ReadOnlySpan<byte> text, IBufferWriter<byte> message);

    /// <summary>What a client says every ten seconds so that it is not taken for dead; nothing if it writes nothing.</summary>
    void KeepAlive(ClientState client, IBufferWriter<byte> message);

    /// <summary>Reads one message of the server, which may hold many events.</summary>
    void Read(ClientState client, ReadOnlySpan<byte> message, IFrameReceiver to);
}

/// <summary>What was heard.</summary>
public interface IFrameReceiver
{
    /// <summary>The connection may subscribe.</summary>
    void Ready();

    /// <summary>It is in one more room.</summary>
    void Joined();

    /// <summary>An event with a text that was sent.</summary>
    /// <param name="seq">The server's number of the event in its room; 0 if it gives none.</param>
    void Delivered(in LoadText text, long seq);

    /// <summary>A send was acknowledged.</summary>
    void Acknowledged(long tag);

    /// <summary>A pong of the dialect, or the like, to be sent at once.</summary>
    void Reply(ReadOnlySpan<byte> message);

    /// <summary>Something that must not happen; the run is void.</summary>
    void Failed(string sentence);
}

/// <summary>What a dialect remembers of one connection.</summary>
public sealed class ClientState
{
    /// <summary>Counts requests.</summary>
    public long Requests { get; set; }

    /// <summary>True after the handshake.</summary>
    public bool IsGreeted { get; set; }

    /// <summary>Tells this run's client ids from those of others.</summary>
    public required string Id { get; init; }
}
