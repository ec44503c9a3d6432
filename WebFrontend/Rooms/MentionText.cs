using System.Text;
using Parley.Rooms;

namespace Parley.WebFrontend.Rooms;

/// <summary>
/// Finds what a text may mention: names after an <c>@</c> that begins a word, outside of code. Pure. The names need not be anybody's.
/// Of Markdown it knows fences, code spans and backslashes; a block that is code only by its indentation counts as text.
/// </summary>
public static class MentionText
{
    /// <summary>False for nearly every command, at the cost of one look for the sign.</summary>
    public static bool MayMention(RoomCommand? command) => command switch
    {
        SendMessage send => send.Text.Contains('@', StringComparison.Ordinal),
        EditMessage edit => edit.Text.Contains('@', StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The names, each once in any spelling, at most so many; and whether everybody is meant.</summary>
    public static (IReadOnlyList<string> Names, MentionScope Everybody) Find(string text, int limit)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var everybody = MentionScope.None;
        foreach (var name in Words(text))
        {
            if (name is "room" or "here")
            {
                everybody = name == "room" || everybody == MentionScope.Room ? MentionScope.Room : MentionScope.Here;
            }
            else if (names.Count < limit && seen.Add(name))
            {
                names.Add(name);
            }
        }

        return (names, everybody);
    }

    private static IEnumerable<string> Words(string text)
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

                foreach (var word in OutsideOfSpans(text, at, stop))
                {
                    yield return word;
                }

                at = stop + 1;
            }
        }
    }

    private static IEnumerable<string> OutsideOfSpans(string text, int from, int to)
    {
        for (var at = from; at < to;)
        {
            switch (text[at])
            {
                case '\\':
                    at += 2;
                    break;
                case '`':
                    var run = Run(text, at, to);
                    at = Closing(text, at + run, to, run) is { } closing ? closing + run : at + run;
                    break;
                case '@' when at == from || !IsOfWord(text, at - 1):
                    var length = NameLength(text.AsSpan(at + 1, to - at - 1));
                    if (length > 0)
                    {
                        yield return text.Substring(at + 1, length);
                    }

                    at += 1 + length;
                    break;
                default:
                    at++;
                    break;
            }
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

    /// <summary>Letters and what may stand between them; signs at the end are punctuation.</summary>
    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && Rune.DecodeFromUtf16(text[length..], out var rune, out var used) == System.Buffers.OperationStatus.Done
            && (IsOfWord(rune) || rune.Value is '.' or '-'))
        {
            length += used;
        }

        return text[..length].TrimEnd(".-").Length;
    }

    private static bool IsOfWord(string text, int at) =>
        char.IsSurrogate(text[at]) ? at > 0 && Rune.TryGetRuneAt(text, at - 1, out var pair) && IsOfWord(pair) : text[at] == '@' || IsOfWord(new Rune(text[at]));

    private static bool IsOfWord(Rune rune) =>
        rune.Value == '_' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
