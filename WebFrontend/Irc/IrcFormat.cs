using System.Text;

namespace Parley.WebFrontend.Irc;

/// <summary>Colours, bold and the like, and what clients say to each other behind the scenes (CTCP). Pure.</summary>
internal static class IrcFormat
{
    private const char Ctcp = '\u0001';
    private const string Action = "ACTION ";

    /// <summary>
    /// What a client's text says, as it is kept here. Null: it is for programs, not for people. What somebody does (<c>/me</c>) is in italics.
    /// </summary>
    public static string? Read(string text)
    {
        if (!text.StartsWith(Ctcp))
        {
            return Plain(text);
        }

        var inner = text.Trim(Ctcp);
        return inner.StartsWith(Action, StringComparison.Ordinal) && Plain(inner[Action.Length..]).Trim() is { Length: > 0 } deed ? $"_{deed}_" : null;
    }

    /// <summary>Without control characters, and without the colours that some of them begin: nobody may give a client orders through a message.</summary>
    public static string Plain(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Contains('\u007f', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\u0003':
                    i = SkipColour(text, i, maxDigits: 2, char.IsAsciiDigit);
                    break;
                case '\u0004':
                    i = SkipColour(text, i, maxDigits: 6, char.IsAsciiHexDigit);
                    break;
                case '\t':
                    plain.Append(' ');
                    break;
                case < ' ' or '\u007f':
                    break;
                default:
                    plain.Append(text[i]);
                    break;
            }
        }

        return plain.ToString();
    }

    /// <summary>Where the colours that begin here end: foreground, and a comma with the background.</summary>
    private static int SkipColour(string text, int at, int maxDigits, Func<char, bool> isDigit)
    {
        var end = Digits(at);
        return end > at && end + 2 < text.Length && text[end + 1] == ',' && Digits(end + 1) is var background && background > end + 1 ? background : end;

        int Digits(int from)
        {
            var last = from;
            while (last + 1 < text.Length && last - from < maxDigits && isDigit(text[last + 1]))
            {
                last++;
            }

            return last;
        }
    }
}
