using System.Globalization;
using System.Text;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>
/// Pieces of Markdown as messages have it: backslashes are shown, so that what must not be a mark is changed a little. Whatever comes in, links lead to http, https and mail
/// alone, and no text opens a block of code that hides what follows. Pure.
/// </summary>
public static class MarkdownText
{
    private const int MaxUrl = 2000;
    private const int MaxLabel = 500;

    /// <summary>A text that has no marks.</summary>
    public static string Plain(string? text) => Clean(text ?? "").Replace("](", "] (", StringComparison.Ordinal).Replace("```", "` ` `", StringComparison.Ordinal);

    /// <summary>The same, in one line.</summary>
    public static string Line(string? text) => string.Join(' ', Plain(text).Split(['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A line that stands out; empty: none.</summary>
    public static string Bold(string? text) => Line(text).Replace("*", "", StringComparison.Ordinal).Trim() is { Length: > 0 } line ? $"**{line}**" : "";

    /// <summary>A link; the text alone, if the address is none. Empty: neither.</summary>
    public static string Link(string? url, string? label)
    {
        var text = Line(label).Replace('[', '(').Replace(']', ')');
        text = text.Length <= MaxLabel ? text : text[..SafeLength(text, MaxLabel)] + "…";
        return Url(url) is not { } target ? text : text.Length == 0 || text == target ? target : $"[{text}]({target})";
    }

    /// <summary>A bold link.</summary>
    public static string BoldLink(string? url, string? label) =>
        Link(url, Line(label).Replace("*", "", StringComparison.Ordinal)).Trim() is { Length: > 0 } link ? $"**{link}**" : "";

    /// <summary>The address as a link can have it; null: it may be none.</summary>
    public static string? Url(string? url)
    {
        if (url is null || url.Length > MaxUrl
            || !(url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[4];
        var safe = new StringBuilder(url.Length);
        foreach (var rune in url.EnumerateRunes())
        {
            if (rune.Value is '(' or ')' or '<' or '>' or '"' or '\'' or '`' or '*' or '\\' or '[' or ']' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                {
                    safe.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
                }
            }
            else
            {
                safe.Append(rune.ToString());
            }
        }

        return safe.Length <= MaxUrl ? safe.ToString() : null;
    }

    /// <summary>As a quote; what has blocks of code in it, which quotes cannot have, stays as it is.</summary>
    public static string Quote(string text) => text.Contains("```", StringComparison.Ordinal) ? text : string.Join('\n', text.Split('\n').Select(line => $"> {line}".TrimEnd()));

    /// <summary>Text of others that is Markdown already, shortened.</summary>
    public static string Excerpt(string? markdown, int length)
    {
        var text = Clean(markdown ?? "").Trim();
        return text.Length == 0 ? "" : Cut(text, length, "…");
    }

    /// <summary>The text, or as much of it as there may be, and how much is missing.</summary>
    /// <param name="longest">0: as long as it likes.</param>
    public static string Cut(string text, int longest)
    {
        text = Clean(text).Trim();
        return longest == 0 || text.Length <= longest ? text : Cut(text, longest, string.Create(CultureInfo.InvariantCulture, $"\n\n_Cut: the whole had {text.Length} characters._"));
    }

    /// <summary>Without characters that no text has.</summary>
    public static string Clean(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var isClean = true;
        for (var i = 0; i < text.Length && isClean; i++)
        {
            isClean = text[i] is '\n' or '\t' || (!char.IsControl(text[i]) && !char.IsSurrogate(text[i]));
        }

        if (isClean)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static string Cut(string text, int longest, string note)
    {
        const string Fence = "\n```";
        if (text.Length <= longest)
        {
            return text;
        }

        var kept = text[..SafeLength(text, Math.Max(0, longest - note.Length - Fence.Length))].TrimEnd();
        var isOpen = kept.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal)) % 2 == 1;
        var cut = kept + (isOpen ? Fence : "") + note;
        return cut.Length <= longest ? cut : text[..SafeLength(text, longest)];
    }

    /// <summary>Not within a pair of surrogates.</summary>
    private static int SafeLength(string text, int length) => length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : Math.Min(length, text.Length);
}
