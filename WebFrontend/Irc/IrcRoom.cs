namespace Parley.WebFrontend.Irc;

/// <summary>A room that an IRC client has open.</summary>
/// <param name="Id">Room id.</param>
/// <param name="Name">As the client knows it: a channel with its <c>#</c>, or, of a conversation of two, the nick of the other.</param>
internal sealed record IrcRoom(string Id, string Name, bool IsPrivate);

/// <summary>What is remembered of a message, to say what another event is about.</summary>
/// <param name="Sender">User id.</param>
/// <param name="Start">How its text begins; empty if it is gone.</param>
internal sealed record IrcTarget(string Sender, string Start, DateTimeOffset At)
{
    /// <summary>Without content.</summary>
    public override string ToString() => nameof(IrcTarget);
}

/// <summary>What the client has asked for beyond the old protocol.</summary>
[Flags]
internal enum IrcCapabilities
{
    None = 0,
    MessageTags = 1,
    ServerTime = 1 << 1,
    EchoMessage = 1 << 2,
    Batch = 1 << 3,
    ChatHistory = 1 << 4,
    Redaction = 1 << 5,
    Sasl = 1 << 6,
    StandardReplies = 1 << 7,
    CapNotify = 1 << 8,
}

/// <summary>Names of capabilities on the wire.</summary>
internal static class IrcCapabilityNames
{
    private static readonly (string Name, IrcCapabilities Flag)[] All =
    [
        ("message-tags", IrcCapabilities.MessageTags), ("server-time", IrcCapabilities.ServerTime), ("echo-message", IrcCapabilities.EchoMessage), ("batch", IrcCapabilities.Batch),
        ("draft/chathistory", IrcCapabilities.ChatHistory), ("draft/message-redaction", IrcCapabilities.Redaction), ("sasl", IrcCapabilities.Sasl),
        ("standard-replies", IrcCapabilities.StandardReplies), ("cap-notify", IrcCapabilities.CapNotify),
    ];

    /// <param name="withValues">True: the client has said that it understands version 302.</param>
    public static string List(bool withValues) => string.Join(' ', All.Select(one => withValues && one.Flag == IrcCapabilities.Sasl ? "sasl=PLAIN" : one.Name));

    public static string List(IrcCapabilities enabled) => string.Join(' ', All.Where(one => enabled.HasFlag(one.Flag)).Select(one => one.Name));

    /// <summary>None: there is no such capability.</summary>
    public static IrcCapabilities Parse(string name) => Array.Find(All, one => one.Name == name).Flag;
}
