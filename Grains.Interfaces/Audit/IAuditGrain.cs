using System.Collections.Immutable;

namespace Parley.Audit;

/// <summary>
/// The audit log of the installation: entries are added, never changed or removed. Key: 0; any number of activations, the database decides
/// which entry comes next. Write through <see cref="IAudit"/>.
/// </summary>
[Alias("parley.audit"), GrainInterfaceType("audit")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Most entries of one write.</summary>
    const int MaxBatch = 500;

    /// <summary>Most entries of one page.</summary>
    const int MaxPage = 500;

    /// <summary>Adds entries, in order and all or none; answers when they are on disk.</summary>
    [Alias("write")] Task Write(ImmutableArray<AuditEntry> entries);

    /// <summary>Entries, newest first.</summary>
    [Alias("read"), Repeatable] Task<ImmutableArray<AuditRecord>> Read(AuditQuery query);

    /// <summary>Checks the whole log, from its first entry to its head. Takes seconds for a million entries.</summary>
    [Alias("verify"), Repeatable, ResponseTimeout("00:10:00")] Task<AuditVerification> Verify();
}

/// <summary>Asks for entries. What is null does not matter.</summary>
[GenerateSerializer, Immutable, Alias("parley.audit.query")]
public sealed record AuditQuery([Id(0)] int Limit)
{
    /// <summary>Number of the last entry that the reader has: the answer goes on with the ones before it in time.</summary>
    [Id(0)] public long? After { get; init; }

    /// <summary>User id.</summary>
    [Id(1)] public string? Actor { get; init; }

    [Id(2)] public string? Event { get; init; }

    /// <summary>The earliest time that counts.</summary>
    [Id(3)] public DateTimeOffset? From { get; init; }

    /// <summary>The first time that counts no more.</summary>
    [Id(4)] public DateTimeOffset? To { get; init; }
}

/// <summary>What a check found.</summary>
/// <param name="Checked">Entries that are as they were written, from the first one on.</param>
/// <param name="Head">Hash of the last of them, in hexadecimal. Keep it elsewhere: a log that was set back to an older state as a whole can be told by nothing else.</param>
/// <param name="Fault">Null: all of it is as it was written. Else a sentence that says where it is not.</param>
[GenerateSerializer, Immutable, Alias("parley.audit.verification")]
public sealed record AuditVerification([Id(0)] long Checked, [Id(1)] string Head, [Id(2)] string? Fault);
