using System.Text;
using Parley.Audit;

namespace Parley.Grains.Audit;

/// <summary>Brings an entry into the form in which it is kept: one line per field, none longer than its column.</summary>
internal static class AuditText
{
    public const int MaxEvent = 64;
    public const int MaxCode = 64;
    public const int MaxField = 200;

    public static AuditEntry Kept(AuditEntry entry) => entry with
    {
        At = DateTimeOffset.FromUnixTimeMilliseconds(entry.At!.Value.ToUnixTimeMilliseconds()),
        Event = Clean(entry.Event, MaxEvent)!,
        Actor = Clean(entry.Actor, MaxField),
        Target = Clean(entry.Target, MaxField),
        Refusal = Clean(entry.Refusal, MaxCode),
        Detail = Clean(entry.Detail, MaxField),
        Address = Clean(entry.Address, MaxField),
        RequestId = Clean(entry.RequestId, MaxField),
    };

    /// <summary>Targets may be what a stranger typed: no line breaks, nothing invisible, no half characters.</summary>
    private static string? Clean(string? text, int maxLength)
    {
        if (text is null)
        {
            return null;
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            var isShown = rune == Rune.ReplacementChar || !(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune)
                is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
            kept.Append(isShown ? rune.ToString() : "�");
        }

        return kept.ToString();
    }
}
