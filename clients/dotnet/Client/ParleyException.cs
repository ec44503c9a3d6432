using System.Net;

namespace Parley.Client;

/// <summary>The server has refused something, or could not be reached for longer than <see cref="ParleyClientOptions.Patience"/>.</summary>
/// <param name="code">Stable, e.g. <c>not-a-member</c>; all of them are in the server's docs/errors.md. <c>unreachable</c>: there was no answer.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="status">Null: the refusal came over the socket, or there was no answer.</param>
public sealed class ParleyException(string code, string message, HttpStatusCode? status = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable name of the refusal.</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status of the answer, if there was one.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>True: it may have been done all the same. Repeat it with the same client id to learn that.</summary>
    public bool IsOutcomeUnknown => Code is "unreachable" or "unavailable";
}
