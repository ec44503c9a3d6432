namespace Parley.Text;

/// <summary>
/// Tells text from code in Markdown. Pure. Knows fences, code spans and backslashes; a block that is code only by its indentation counts as text.
/// </summary>
public static class MarkdownCode
{
    /// <summary>The pieces of a text that are no code, in order. Takes time that grows with the length of the text alone.</summary>
    /// <remarks>Backslashes are still in them; a piece begins where the text, a line after a fence or the text after a code span does.</remarks>
    public static IEnumerable<(int From, int To)> Outside(string text)
    {
        var fence = (Sign: '\0', Length: 0);
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text.AsSpan(at, end - at);
            if (Fence(line) is { Length: > 0 } edge && (fence.Length == 0 || (edge.Sign == fence.Sign && edge.Length >= fence.Length && edge.IsBare)))
            {
                fence = fence.Length == 0 ? (edge.Sign, edge.Length) : ('\0', 0);
                at = end + 1;
            }
            else if (fence.Length > 0)
            {
                at = end + 1;
            }
            else
            {
                // Code spans go over lines; up to the next fence it is one piece.
                var stop = end;
                while (stop < text.Length && Fence(Line(text, stop + 1)).Length == 0)
                {
                    stop = text.IndexOf('\n', stop + 1) is >= 0 and var next ? next : text.Length;
                }

                foreach (var piece in OutsideOfSpans(text, at, stop))
                {
                    yield return piece;
                }

                at = stop + 1;
            }
        }
    }

    private static IEnumerable<(int From, int To)> OutsideOfSpans(string text, int from, int to)
    {
        var without = new HashSet<int>(); // lengths of runs of which no further one comes: looked for once
        var begin = from;
        for (var at = from; at < to;)
        {
            if (text[at] == '\\')
            {
                at += 2;
            }
            else if (text[at] != '`')
            {
                at++;
            }
            else
            {
                var run = Run(text, at, to);
                if (!without.Contains(run) && Closing(text, at + run, to, run) is { } closing)
                {
                    yield return (begin, at);
                    at = begin = closing + run;
                }
                else
                {
                    without.Add(run);
                    at += run;
                }
            }
        }

        if (begin < to)
        {
            yield return (begin, to);
        }
    }

    private static ReadOnlySpan<char> Line(string text, int from)
    {
        var rest = text.AsSpan(from);
        return rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>Three or more signs at the beginning of a line; bare, if nothing follows them.</summary>
    private static (char Sign, int Length, bool IsBare) Fence(ReadOnlySpan<char> line)
    {
        var trimmed = line.TrimStart(' ');
        if (line.Length - trimmed.Length > 3 || trimmed.IsEmpty || trimmed[0] is not ('`' or '~'))
        {
            return default;
        }

        var length = trimmed.IndexOfAnyExcept(trimmed[0]) is >= 0 and var other ? other : trimmed.Length;
        var rest = trimmed[length..];
        return length < 3 || (trimmed[0] == '`' && rest.Contains('`')) ? default : (trimmed[0], length, rest.Trim().IsEmpty);
    }

    private static int Run(string text, int at, int to)
    {
        var end = at;
        while (end < to && text[end] == '`')
        {
            end++;
        }

        return end - at;
    }

    /// <summary>Where the next run of exactly so many backticks is; null: nowhere, and the opening one is text.</summary>
    private static int? Closing(string text, int from, int to, int run)
    {
        for (var at = from; at < to; at++)
        {
            if (text[at] == '`')
            {
                var length = Run(text, at, to);
                if (length == run)
                {
                    return at;
                }

                at += length - 1;
            }
        }

        return null;
    }
}
