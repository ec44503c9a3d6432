using System.Text;

namespace Parley.WebFrontend.Irc;

/// <summary>A message of several lines, or a long one, in the pieces that lines of IRC can hold. Pure.</summary>
internal static class IrcText
{
    /// <summary>Pieces of at most so many bytes, none of them empty; no character is cut in two, and where it can be a piece ends at a space.</summary>
    /// <param name="maxBytes">At least 4: the longest character.</param>
    public static IEnumerable<string> Split(string text, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 4);
        foreach (var line in text.Split('\r', '\n', '\0'))
        {
            var start = 0;
            while (start < line.Length)
            {
                var (end, space, bytes) = (start, -1, 0);
                foreach (var rune in line.AsSpan(start).EnumerateRunes())
                {
                    if (bytes + rune.Utf8SequenceLength > maxBytes)
                    {
                        break;
                    }

                    bytes += rune.Utf8SequenceLength;
                    end += rune.Utf16SequenceLength;
                    space = rune.Value == ' ' ? end : space;
                }

                end = end < line.Length && space > start ? space : end;
                yield return line[start..end];
                start = end;
            }
        }
    }
}
