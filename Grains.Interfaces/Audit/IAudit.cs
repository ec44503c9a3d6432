namespace Parley.Audit;

/// <summary>The way into the audit log, the same in silos and frontends.</summary>
public interface IAudit
{
    /// <summary>
    /// Writes an entry; returns when it is on disk. For what administrators do: no such action is answered before it is on record. Throws if
    /// that fails, and then nobody knows whether it was written. An entry whose write was repeated may be there twice.
    /// </summary>
    Task WriteAsync(AuditEntry entry);

    /// <summary>
    /// Writes an entry soon, and never waits: for sign-ins and the like, which must not become slower or fail because of it. If entries come
    /// faster than they can be written and <see cref="AuditQueueOptions.MaxQueued"/> of them wait, further ones are lost: they are counted, and
    /// the log itself says how many are missing. A process that is killed loses what waits.
    /// </summary>
    void Note(AuditEntry entry);
}
