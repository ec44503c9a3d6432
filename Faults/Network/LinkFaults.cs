namespace Parley.Faults.Network;

/// <summary>What is wrong with one direction of a link. Nothing by default; may be changed while bytes flow.</summary>
public sealed record LinkFaults
{
    public static readonly LinkFaults None = new();

    /// <summary>Bytes arrive so much later. What is on its way already keeps its time.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to so much is added to <see cref="Delay"/> each time; bytes never overtake each other.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes per second that get through; 0: as many as there are.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>Nothing gets through and nothing is lost: the sender fills the buffers and then waits.</summary>
    public bool Paused { get; init; }

    /// <summary>Everything disappears while the connection stays up: half-open. The end of the stream disappears as well.</summary>
    public bool Swallow { get; init; }

    /// <summary>As soon as so many bytes of this direction have passed, counted from the start of the connection, <see cref="ThenDo"/> happens; null: never.</summary>
    public long? AfterBytes { get; init; }

    /// <summary>What happens after <see cref="AfterBytes"/>.</summary>
    public LinkEnd ThenDo { get; init; }
}

/// <summary>Ways in which a link stops working.</summary>
public enum LinkEnd
{
    /// <summary>The rest of this direction disappears; the connection stays up.</summary>
    Swallow,

    /// <summary>Both ends see an orderly end of the stream.</summary>
    Close,

    /// <summary>Both ends get a reset.</summary>
    Reset,
}

/// <summary>Ways that bytes go.</summary>
public enum Direction
{
    ToServer,
    ToClient,
}
