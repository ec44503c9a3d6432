using System.Net;

namespace Parley.Grains.Previews;

/// <summary>What the tags of a page say of it. Nothing was cleaned.</summary>
internal sealed record PageTags(string? Title, IReadOnlyDictionary<string, string> Meta)
{
    /// <summary>The first of these that the page has.</summary>
    public string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Meta.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value))
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>
/// Reads title and meta tags of HTML. Goes over the text once and builds no tree, so that neither depth nor length of anything in it matters: parsers that do (and tokenizers that
/// call themselves for each sign) are what hostile pages are made for. Pure.
/// </summary>
internal static class HtmlHead
{
    private const int MaxTags = 200;
    private const int MaxAttributes = 30;
    private const int MaxValue = 4096;

    /// <summary>Their content is text, whatever it looks like.</summary>
    private static readonly string[] Raw = ["script", "style", "noscript", "template", "textarea", "iframe", "xmp", "noembed", "noframes", "svg", "math"];

    public static PageTags Read(string html)
    {
        string? title = null;
        var meta = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var (at, tags) = (0, 0); tags < MaxTags && html.IndexOf('<', at) is >= 0 and var open;)
        {
            at = open + 1;
            if (html.AsSpan(at).StartsWith("!--"))
            {
                at = After(html, "-->", at + 3);
            }
            else if (at < html.Length && (html[at] is '!' or '?' or '/'))
            {
                at = After(html, ">", at);
            }
            else if (at < html.Length && char.IsAsciiLetter(html[at]))
            {
                var end = at;
                while (end < html.Length && !IsSpace(html[end]) && html[end] is not ('>' or '/'))
                {
                    end++;
                }

                var name = end - at <= 10 ? html[at..end].ToLowerInvariant() : "";
                at = end;
                var attributes = Attributes(html, ref at, isKept: name == "meta");
                if (name == "meta")
                {
                    tags++;
                    if ((attributes.GetValueOrDefault("property") ?? attributes.GetValueOrDefault("name")) is { } key && attributes.GetValueOrDefault("content") is { } content)
                    {
                        meta.TryAdd(key.Trim(), content);
                    }
                }
                else if (name == "title")
                {
                    var close = html.IndexOf("</title", at, StringComparison.OrdinalIgnoreCase);
                    title ??= WebUtility.HtmlDecode(html.Substring(at, Math.Min(MaxValue, (close < 0 ? html.Length : close) - at)));
                    at = close < 0 ? html.Length : close;
                }
                else if (Array.IndexOf(Raw, name) >= 0)
                {
                    at = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var close ? close : html.Length;
                }
            }
        }

        return new PageTags(title, meta);
    }

    /// <summary>Up to the end of the tag, and of it.</summary>
    private static Dictionary<string, string> Attributes(string html, ref int at, bool isKept)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (at < html.Length)
        {
            while (at < html.Length && (IsSpace(html[at]) || html[at] == '/'))
            {
                at++;
            }

            if (at >= html.Length || html[at] == '>')
            {
                at = Math.Min(at + 1, html.Length);
                break;
            }

            var from = at++; // a sign of equality may begin a name
            while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('>' or '/' or '='))
            {
                at++;
            }

            var name = html.AsSpan(from, at - from);
            var value = Value(html, ref at);
            if (isKept && attributes.Count < MaxAttributes && name.Length <= 32)
            {
                attributes.TryAdd(name.ToString(), WebUtility.HtmlDecode(value.Length > MaxValue ? value[..MaxValue].ToString() : value.ToString()));
            }
        }

        return attributes;
    }

    private static ReadOnlySpan<char> Value(string html, ref int at)
    {
        var next = at;
        while (next < html.Length && IsSpace(html[next]))
        {
            next++;
        }

        if (next >= html.Length || html[next] != '=')
        {
            at = next;
            return [];
        }

        for (next++; next < html.Length && IsSpace(html[next]);)
        {
            next++;
        }

        if (next < html.Length && html[next] is '"' or '\'')
        {
            var close = html.IndexOf(html[next], next + 1) is >= 0 and var found ? found : html.Length;
            at = Math.Min(close + 1, html.Length);
            return html.AsSpan(next + 1, close - next - 1);
        }

        var end = next;
        while (end < html.Length && !IsSpace(html[end]) && html[end] != '>')
        {
            end++;
        }

        at = end;
        return html.AsSpan(next, end - next);
    }

    private static int After(string html, string what, int from) => from <= html.Length && html.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var at ? at + what.Length : html.Length;

    private static bool IsSpace(char sign) => sign is ' ' or '\t' or '\n' or '\r' or '\f';
}
