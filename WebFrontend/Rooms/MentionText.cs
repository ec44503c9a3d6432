using System.Text;
using Parley.Rooms;
using Parley.Text;

namespace Parley.WebFrontend.Rooms;

/// <summary>
/// Finds what a text may mention: names after an <c>@</c> that begins a word, outside of code (<see cref="MarkdownCode"/>). Pure. The names need not be anybody's.
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
        foreach (var (from, to) in MarkdownCode.Outside(text))
        {
            for (var at = from; at < to;)
            {
                switch (text[at])
                {
                    case '\\':
                        at += 2;
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
