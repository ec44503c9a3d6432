using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>
/// Where a page of hits ends. Hits are ranked within windows of the newest messages that match, one window after the other; what came in after the
/// first page was asked for is in none. It grants nothing: who may read what is decided anew for each page.
/// </summary>
/// <param name="AsOfMs">When the first page was asked for: ages count from there.</param>
/// <param name="Before">The window holds ids below it.</param>
/// <param name="Score">Of the last hit; null: the window begins.</param>
/// <param name="Id">Of the last hit.</param>
internal sealed record SearchCursor(SearchOrder Order, long AsOfMs, long Before, double? Score, long Id)
{
    public static SearchCursor First(SearchOrder order, long nowMs) => new(order, nowMs, SearchIds.At(nowMs + 1), null, 0);

    public override string ToString()
    {
        var score = Score is { } known ? BitConverter.DoubleToInt64Bits(known) : -1;
        var text = string.Create(CultureInfo.InvariantCulture, $"1.{(int)Order}.{AsOfMs}.{Before}.{score}.{Id}");
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Null: it is none of ours.</summary>
    public static SearchCursor? Parse(string text)
    {
        var bytes = new byte[text.Length];
        if (text.Length > 200 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('.');
        var numbers = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        var score = numbers is [_, _, _, _, var bits, _] && bits >= 0 ? BitConverter.Int64BitsToDouble(bits) : (double?)null;
        return numbers is [1, 0 or 1, >= 0, >= 0, _, >= 0] && score is null or (>= 0 and < 1e6)
            ? new SearchCursor((SearchOrder)numbers[1], numbers[2], numbers[3], score, numbers[5])
            : null;
    }
}
