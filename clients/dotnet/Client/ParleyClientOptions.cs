namespace Parley.Client;

/// <summary>Where the server is, and who is asking.</summary>
public sealed record ParleyClientOptions
{
    /// <summary>Address of the server, e.g. <c>https://chat.example.org</c>, or <c>https://example.org/chat</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>
    /// The token to send: of a bot (<c>parley_bot_…</c>), or an access token. Asked for before each request and each connection, so that one that expires can be renewed.
    /// </summary>
    public required Func<CancellationToken, ValueTask<string>> Token { get; init; }

    /// <summary>How long a send, edit or other change is repeated while its outcome is not known. Reads are repeated as long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a silent connection is tried; one that does not answer is given up after as long again.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits between tries: the first, and the longest. Each is varied by a quarter.</summary>
    public (TimeSpan First, TimeSpan Longest) Backoff { get; init; } = (TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));

    /// <summary>Time, for tests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Without the token.</summary>
    /// <param name="path">Below the API's root, without a slash before it.</param>
    internal Uri AddressOf(string path) => new($"{Server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/{path}");

    public override string ToString() => $"ParleyClientOptions({Server})";
}
