namespace Parley.Fuzz.Cases;

/// <summary>What kind of thing is sent.</summary>
internal enum Road
{
    Rest,
    Raw,
    HubJson,
    HubMessagePack,
}

/// <summary>One thing to send. Which, is told by its number and the seed alone.</summary>
/// <param name="User">Who sends it; -1: a stranger.</param>
internal sealed record FuzzCase(long Number, Road Road, int User, string Method, string Path, byte[] Body)
{
    /// <summary>True: it is well-formed as far as its road can tell, and may share a connection with others unanswered.</summary>
    public bool IsOrderly { get; init; }

    /// <summary>Of a REST call.</summary>
    public string ContentType { get; init; } = "application/json";
}
