namespace Parley.Audit;

/// <summary>
/// Something that somebody did, or tried, and that an administrator may have to account for later. Who, what, to what, and what came
/// of it; never a body, a password, a token, a code or message text.
/// </summary>
/// <param name="Event">One of <see cref="AuditEvents"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.audit.entry")]
public sealed record AuditEntry([Id(0)] string Event)
{
    /// <summary>Id of the user who did it; null: a stranger, or the server itself.</summary>
    [Id(0)] public string? Actor { get; init; }

    /// <summary>What it was done to: an id, or a name that somebody tried.</summary>
    [Id(1)] public string? Target { get; init; }

    /// <summary>Null: done. Else the code of the refusal, see <see cref="Errors.ErrorCatalog"/>.</summary>
    [Id(2)] public string? Refusal { get; init; }

    /// <summary>A few words more, e.g. <c>role=admin</c>.</summary>
    [Id(3)] public string? Detail { get; init; }

    /// <summary>Address of the client. Null: that of the request under way, see <see cref="AuditOrigin"/>.</summary>
    [Id(4)] public string? Address { get; init; }

    /// <summary>Id of the request, which the client was told as well. Null: that of the request under way.</summary>
    [Id(5)] public string? RequestId { get; init; }

    /// <summary>When. Not set: when it is handed to <see cref="IAudit"/>.</summary>
    [Id(6)] public DateTimeOffset? At { get; init; }
}

/// <summary>An entry in its place in the log.</summary>
/// <param name="Id">Numbers have no holes.</param>
[GenerateSerializer, Immutable, Alias("parley.audit.record")]
public sealed record AuditRecord([Id(0)] long Id, [Id(1)] AuditEntry Entry);
