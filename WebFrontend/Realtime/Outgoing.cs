namespace Parley.WebFrontend.Realtime;

/// <summary>Something that waits for its turn on one connection; events and pushes are shared with others.</summary>
public readonly struct Outgoing
{
    private readonly object _content;

    private Outgoing(object content, Subscriber? subscriber, OutgoingKind kind) => (_content, Subscriber, Kind) = (content, subscriber, kind);

    public OutgoingKind Kind { get; }

    /// <summary>Whose events these are.</summary>
    public Subscriber? Subscriber { get; }

    public EncodedBatch? Batch => _content as EncodedBatch;

    public Push? Push => _content as Push;

    public Reply? Reply => _content as Reply;

    public int Size => _content switch
    {
        EncodedBatch batch => batch.Size,
        Push push => push.Size,
        Reply reply => reply.Frame.Length,
        _ => 0,
    };

    public static Outgoing Events(EncodedBatch batch, Subscriber subscriber) => new(batch, subscriber, OutgoingKind.Events);

    public static Outgoing Ephemeral(Push push) => new(push, null, OutgoingKind.Ephemeral);

    public static Outgoing Gap(Push push) => new(push, null, OutgoingKind.Gap);

    public static Outgoing Answer(Reply reply) => new(reply, null, OutgoingKind.Reply);
}

/// <summary>What is dropped first when a reader is slow: ephemera, then events; never the rest.</summary>
public enum OutgoingKind
{
    Events,
    Ephemeral,
    Gap,
    Reply,
}

/// <summary>The answer to a request of a raw socket, or of an IRC client.</summary>
public class Reply(ReadOnlyMemory<byte> frame)
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Frame => frame;

    /// <summary>Ends when it was sent, or will never be.</summary>
    public Task Sent => _sent.Task;

    public void Done() => _sent.TrySetResult();
}
