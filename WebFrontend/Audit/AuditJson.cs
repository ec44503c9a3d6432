using System.Collections.Immutable;
using System.Globalization;
using Parley.Audit;

namespace Parley.WebFrontend.Audit;

/// <summary>The answer of <c>GET /api/v1/admin/audit</c>.</summary>
/// <param name="Next">What to send as <c>after</c> for the entries before these; null: there are no more.</param>
internal sealed record AuditJson(AuditEntryJson[] Entries, string? Next)
{
    public static AuditJson From(ImmutableArray<AuditRecord> records, int limit) => new(
        [.. records.Select(AuditEntryJson.From)],
        records.Length < limit ? null : records[^1].Id.ToString(CultureInfo.InvariantCulture));
}

/// <summary>See <see cref="AuditEntry"/>.</summary>
/// <param name="Outcome"><c>done</c>, or the code of the refusal.</param>
internal sealed record AuditEntryJson(
    string Id, DateTimeOffset At, string Event, string? Actor, string? Address, string? Target, string Outcome, string? Detail, string? RequestId)
{
    public static AuditEntryJson From(AuditRecord record)
    {
        var entry = record.Entry;
        return new AuditEntryJson(
            record.Id.ToString(CultureInfo.InvariantCulture), entry.At!.Value, entry.Event, entry.Actor, entry.Address, entry.Target, entry.Refusal ?? "done", entry.Detail, entry.RequestId);
    }
}
