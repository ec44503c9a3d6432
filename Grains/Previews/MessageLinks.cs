using System.Buffers;
using Parley.Text;

namespace Parley.Grains.Previews;

/// <summary>Finds the links in the text of a message: http and https, bare, in angle brackets or of Markdown, outside of code. Pure; takes time that grows with the length of the text alone.</summary>
internal static class MessageLinks
{
    private const int MaxLength = 2000;

    private static readonly SearchValues<char> Ends = SearchValues.Create("<>\"`|\\^{}");

    /// <summary>Null for nearly every message, at the cost of one look.</summary>
    public static bool MayHave(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Each once, in order, at most so many.</summary>
    public static IReadOnlyList<Uri> Find(string text, int limit)
    {
        var links = new List<Uri>();
        foreach (var (from, to) in MarkdownCode.Outside(text))
        {
            for (var at = from; links.Count < limit && text.IndexOf("://", at, to - at, StringComparison.Ordinal) is >= 0 and var mark;)
            {
                at = mark + 3;
                if (Begin(text, from, mark) is { } begin)
                {
                    var end = End(text, begin, at, to);
                    at = end;
                    if (end - begin <= MaxLength && Uri.TryCreate(text[begin..end], UriKind.Absolute, out var url) && url.Host.Length > 0 && !links.Contains(Bare(url)))
                    {
                        links.Add(Bare(url));
                    }
                }
            }
        }

        return links;
    }

    /// <summary>Where the scheme begins; null: it is another one, or the end of a word.</summary>
    private static int? Begin(string text, int from, int mark)
    {
        var before = text.AsSpan(from, mark - from);
        var length = before.EndsWith("https", StringComparison.OrdinalIgnoreCase) ? 5 : before.EndsWith("http", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
        return length == 0 || (before.Length > length && (char.IsLetterOrDigit(before[^(length + 1)]) || before[^(length + 1)] is '+' or '-' or '.' or '\\')) ? null : mark - length;
    }

    /// <summary>Punctuation at the end is the sentence's, and so is a bracket that was not opened within.</summary>
    private static int End(string text, int begin, int from, int to)
    {
        var (end, round, square) = (from, 0, 0);
        for (; end < to; end++)
        {
            var sign = text[end];
            (round, square) = sign switch { '(' => (round + 1, square), ')' => (round - 1, square), '[' => (round, square + 1), ']' => (round, square - 1), _ => (round, square) };
            if (round < 0 || square < 0 || sign <= ' ' || char.IsWhiteSpace(sign) || char.IsControl(sign) || Ends.Contains(sign))
            {
                break;
            }
        }

        while (end > from && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '~' or '。' or '，' or '、' or '！' or '？' or '；' or '：' or '）' or '」' or '』' or '》')
        {
            end--;
        }

        return Math.Max(end, begin);
    }

    /// <summary>Without the part that says where on the page.</summary>
    private static Uri Bare(Uri url) => url.Fragment.Length == 0 ? url : new UriBuilder(url) { Fragment = "" }.Uri;
}
