using System.Globalization;

namespace Parley.Silo.Logging;

/// <summary>What is never written, by category or kind of line. Immutable.</summary>
internal sealed class MutedLines(IEnumerable<string> muted)
{
    private readonly (string Category, int? Kind)[] _muted = [.. muted.Select(text => TryParse(text, out var one) ? one : default).Where(one => one.Category is not null)];

    public bool IsEmpty => _muted.Length == 0;

    public bool Has(string category, int kind) =>
        _muted.Any(one => one.Kind is { } number ? number == kind && string.Equals(one.Category, category, StringComparison.OrdinalIgnoreCase) : LevelOf.Covers(one.Category, category));

    /// <param name="text"><c>CATEGORY</c> or <c>CATEGORY/NUMBER</c></param>
    public static bool TryParse(string text, out (string Category, int? Kind) parsed)
    {
        var parts = text.Trim().Split('/');
        parsed = default;
        switch (parts)
        {
            case [{ Length: > 0 } category]:
                parsed = (category, null);
                return true;
            case [{ Length: > 0 } category, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kind):
                parsed = (category, kind);
                return true;
            default:
                return false;
        }
    }
}
