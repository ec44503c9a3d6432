using System.Text;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>
/// Slack's mrkdwn as Markdown: <c>*bold*</c>, <c>_italic_</c>, <c>~struck~</c>, code, <c>&lt;address|text&gt;</c>, calls of users, groups and everybody; <c>&amp;amp; &amp;lt; &amp;gt;</c>
/// are decoded once. Pure; takes time that grows with the length of the text alone, whatever is in it.
/// </summary>
/// <param name="names">User names by user id.</param>
public sealed class Mrkdwn(IReadOnlyDictionary<string, string> names)
{
    private const int MaxMentions = 20;
    private const int MaxAngle = 3000;
    private const string Fence = "```";

    /// <summary>Stands for two stars among the marks that are missing.</summary>
    private const string Double = "2";

    private readonly List<string> _mentions = [];

    /// <summary>Those whom all texts so far have called, with the sign.</summary>
    public IReadOnlyList<string> Mentions => _mentions;

    /// <summary>A text with marks.</summary>
    public string Convert(string? text)
    {
        var source = MarkdownText.Clean(text ?? "");
        var result = new StringBuilder();
        for (var at = 0; at < source.Length;)
        {
            var open = source.IndexOf(Fence, at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : source.IndexOf(Fence, open + Fence.Length, StringComparison.Ordinal);
            if (close < 0)
            {
                Lines(source.AsSpan(at), result);
                break;
            }

            Lines(source.AsSpan(at, open - at), result);
            Block(source[(open + Fence.Length)..close], result);
            at = close + Fence.Length;
            at += at < source.Length && source[at] == '\n' ? 1 : 0;
        }

        return result.ToString();
    }

    /// <summary>A text without marks; only what is between angle brackets means something.</summary>
    public string Plain(string? text)
    {
        var result = new StringBuilder();
        Angles(MarkdownText.Plain(text).AsSpan(), result);
        return result.ToString();
    }

    /// <summary><c>&amp;amp; &amp;lt; &amp;gt;</c> once, and nothing else.</summary>
    public static string Decode(string text) => text.Contains('&', StringComparison.Ordinal)
        ? text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
        : text;

    /// <summary>A stray sign before it may make Markdown see code elsewhere, and a link here: it holds none.</summary>
    private static string InlineCode(ReadOnlySpan<char> code) => Decode(code.ToString()).Replace("](", "] (", StringComparison.Ordinal);

    /// <summary>Blocks of code stand in lines of their own.</summary>
    private static void Block(string code, StringBuilder result)
    {
        if (result.Length > 0 && result[^1] != '\n')
        {
            result.Append('\n');
        }

        result.Append(Fence).Append('\n').Append(Decode(code).Trim('\n').Replace(Fence, "` ` `", StringComparison.Ordinal)).Append('\n').Append(Fence).Append('\n');
    }

    private void Lines(ReadOnlySpan<char> text, StringBuilder result)
    {
        var isFirst = true;
        foreach (var range in text.Split('\n'))
        {
            if (!isFirst)
            {
                result.Append('\n');
            }

            isFirst = false;
            Inline(text[range], result, "*_~");
        }
    }

    /// <param name="marks">Those that may begin here: none of those that are open.</param>
    private void Inline(ReadOnlySpan<char> line, StringBuilder result, string marks)
    {
        var missing = ""; // marks that nothing closes any more
        var plain = 0;
        for (var at = 0; at < line.Length;)
        {
            var mark = line[at];
            if (mark == '<')
            {
                // Marks are looked for around an address, never in it.
                var length = AngleLength(line[at..]);
                if (length == 0)
                {
                    at++;
                    continue;
                }

                Text(line[plain..at], result);
                Angle(line.Slice(at + 1, length - 2), result);
                at += length;
                plain = at;
                continue;
            }

            if (mark == '`' && !missing.Contains('`', StringComparison.Ordinal))
            {
                var end = line[(at + 1)..].IndexOf('`');
                if (end <= 0)
                {
                    missing += end < 0 ? "`" : "";
                    at++;
                    continue;
                }

                Text(line[plain..at], result);
                result.Append('`').Append(InlineCode(line.Slice(at + 1, end))).Append('`');
                at += end + 2;
                plain = at;
                continue;
            }

            // Written as in Markdown already, as Grafana does.
            if (mark == '*' && at + 1 < line.Length && line[at + 1] == '*')
            {
                var end = marks.Contains('*', StringComparison.Ordinal) && !missing.Contains(Double, StringComparison.Ordinal) ? line[(at + 2)..].IndexOf("**") : -1;
                if (end <= 0)
                {
                    missing += end < 0 ? Double : "";
                    at += 2;
                    continue;
                }

                Text(line[plain..at], result);
                result.Append("**");
                Inline(line.Slice(at + 2, end), result, marks.Replace("*", "", StringComparison.Ordinal));
                result.Append("**");
                at += end + 4;
                plain = at;
                continue;
            }

            if (marks.Contains(mark, StringComparison.Ordinal) && !missing.Contains(mark, StringComparison.Ordinal) && Opens(line, at))
            {
                var end = CloseOf(line, at, mark);
                if (end < 0)
                {
                    missing += mark;
                    at++;
                    continue;
                }

                var sign = mark switch { '*' => "**", '~' => "~~", _ => "_" };
                Text(line[plain..at], result);
                result.Append(sign);
                Inline(line[(at + 1)..end], result, marks.Replace(mark.ToString(), "", StringComparison.Ordinal));
                result.Append(sign);
                at = end + 1;
                plain = at;
                continue;
            }

            at++;
        }

        Text(line[plain..], result);
    }

    private static bool Opens(ReadOnlySpan<char> line, int at) =>
        (at == 0 || !char.IsLetterOrDigit(line[at - 1])) && at + 1 < line.Length && !char.IsWhiteSpace(line[at + 1]) && line[at + 1] != line[at];

    private static int CloseOf(ReadOnlySpan<char> line, int open, char mark)
    {
        for (var at = open + 1; at < line.Length; at++)
        {
            if (line[at] == '<' && AngleLength(line[at..]) is > 0 and var length)
            {
                at += length - 1;
                continue;
            }

            if (at > open + 1 && line[at] == mark && !char.IsWhiteSpace(line[at - 1]) && (at + 1 == line.Length || !char.IsLetterOrDigit(line[at + 1])))
            {
                return at;
            }
        }

        return -1;
    }

    private void Angles(ReadOnlySpan<char> text, StringBuilder result)
    {
        var plain = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = text[at] == '<' ? AngleLength(text[at..]) : 0;
            if (length == 0)
            {
                at++;
                continue;
            }

            Text(text[plain..at], result);
            Angle(text.Slice(at + 1, length - 2), result);
            at += length;
            plain = at;
        }

        Text(text[plain..], result);
    }

    /// <summary>With both brackets; 0: it is none.</summary>
    private static int AngleLength(ReadOnlySpan<char> text)
    {
        var end = text[1..Math.Min(text.Length, MaxAngle)].IndexOfAny('<', '>', '\n');
        return end > 0 && text[end + 1] == '>' ? end + 2 : 0;
    }

    /// <summary>What is written between angle brackets.</summary>
    private void Angle(ReadOnlySpan<char> inner, StringBuilder result)
    {
        var bar = inner.IndexOf('|');
        var what = Decode((bar < 0 ? inner : inner[..bar]).ToString());
        var label = bar < 0 ? "" : Decode(inner[(bar + 1)..].ToString());
        result.Append(what switch
        {
            ['@', .. var user] => Mention(names.GetValueOrDefault(user) ?? (label.Length > 0 ? label.TrimStart('@') : user)),
            ['#', .. var channel] => "#" + MarkdownText.Line(label.Length > 0 ? label : channel),
            "!here" => Mention("here"),
            "!channel" or "!everyone" => Mention("room"),
            ['!', .. var special] => MarkdownText.Line(label.Length > 0 ? label : special.Split('^')[0]),
            _ => MarkdownText.Link(what, label),
        });
        if (MarkdownText.Url(what) is null && label.Length == 0 && what is not (['@' or '#' or '!', ..]))
        {
            result.Append('<').Append(MarkdownText.Plain(what)).Append('>'); // no address: it was text
        }
    }

    private string Mention(string name)
    {
        var mention = "@" + MarkdownText.Line(name);
        if (_mentions.Count < MaxMentions)
        {
            _mentions.Add(mention);
        }

        return mention;
    }

    private static void Text(ReadOnlySpan<char> text, StringBuilder result)
    {
        if (!text.IsEmpty)
        {
            result.Append(MarkdownText.Plain(Decode(text.ToString())));
        }
    }
}
