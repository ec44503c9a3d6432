using System.Collections.Immutable;
using System.Text;

namespace Parley.WebFrontend.Irc;

/// <summary>One line of IRC (RFC 1459, RFC 2812), with tags (IRCv3 message-tags). Pure: what is parsed was written by anybody.</summary>
/// <param name="Command">In capital letters, or three digits.</param>
internal sealed record IrcLine(string Command, ImmutableArray<string> Parameters)
{
    /// <summary>Bytes of a line with its end, without tags (RFC 2812, 2.3).</summary>
    public const int MaxBytes = 512;

    /// <summary>Bytes of tags that a client may send, with <c>@</c> and the space behind (IRCv3 message-tags).</summary>
    public const int MaxTagBytes = 4096;

    /// <summary>Parameters of a line; the last one takes what is left.</summary>
    public const int MaxParameters = 15;

    /// <summary>Who says it; null: the one at the other end.</summary>
    public string? Source { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Tags { get; init; } = [];

    public static IrcLine Of(string command, params ReadOnlySpan<string> parameters) => new(command, [.. parameters]);

    /// <summary>Without content: it may hold a password or a message.</summary>
    public override string ToString() => Command;

    public string? Tag(string name)
    {
        foreach (var (key, value) in Tags)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Reads a line without its end. Null: it has no command.</summary>
    public static IrcLine? Parse(string line)
    {
        var rest = line.AsSpan().TrimEnd("\r\n");
        ImmutableArray<KeyValuePair<string, string>> tags = [];
        if (rest.StartsWith('@'))
        {
            tags = ParseTags(Word(ref rest)[1..]);
        }

        string? source = null;
        if (rest.StartsWith(':'))
        {
            source = Word(ref rest)[1..].ToString();
        }

        var command = Word(ref rest);
        if (command.IsEmpty || !IsCommand(command))
        {
            return null;
        }

        var parameters = ImmutableArray.CreateBuilder<string>();
        while (!rest.IsEmpty)
        {
            if (rest[0] == ':' || parameters.Count == MaxParameters - 1)
            {
                parameters.Add((rest[0] == ':' ? rest[1..] : rest).ToString());
                break;
            }

            parameters.Add(Word(ref rest).ToString());
        }

        return new IrcLine(command.ToString().ToUpperInvariant(), parameters.ToImmutable()) { Source = source, Tags = tags };
    }

    /// <summary>
    /// The line as it goes out, without its end. What would end it early (CR, LF, NUL) becomes a space, so that nothing that somebody wrote is taken for a line of the server's.
    /// </summary>
    public string Write() => WriteTags() + WriteRest();

    /// <summary>The tags with the space behind them; empty if there are none.</summary>
    public string WriteTags()
    {
        var line = new StringBuilder();
        for (var i = 0; i < Tags.Length; i++)
        {
            line.Append(i == 0 ? '@' : ';').Append(Tags[i].Key);
            if (Tags[i].Value.Length > 0)
            {
                Escape(line.Append('='), Tags[i].Value);
            }
        }

        return Tags.Length > 0 ? line.Append(' ').ToString() : "";
    }

    /// <summary>All but the tags.</summary>
    public string WriteRest()
    {
        var line = new StringBuilder();
        if (Source is not null)
        {
            line.Append(':').Append(Middle(Source)).Append(' ');
        }

        line.Append(Command);
        for (var i = 0; i < Parameters.Length; i++)
        {
            line.Append(' ');
            if (i == Parameters.Length - 1)
            {
                line.Append(NeedsColon(Parameters[i]) ? ":" : "").Append(OneLine(Parameters[i]));
            }
            else
            {
                line.Append(Middle(Parameters[i]));
            }
        }

        return line.ToString();
    }

    private static bool NeedsColon(string last) => last.Length == 0 || last[0] == ':' || last.AsSpan().IndexOfAny(" \r\n\0") >= 0;

    private static string OneLine(string text) => text.AsSpan().IndexOfAny("\r\n\0") < 0 ? text : text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    /// <summary>A parameter that others follow: it is never empty, has no spaces and begins with no colon.</summary>
    private static string Middle(string text)
    {
        var word = OneLine(text).Replace(' ', '_').TrimStart(':');
        return word.Length == 0 ? "*" : word;
    }

    private static bool IsCommand(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..].TrimStart(' ');
        return word;
    }

    private static ImmutableArray<KeyValuePair<string, string>> ParseTags(ReadOnlySpan<char> text)
    {
        var tags = new Dictionary<string, string>();
        foreach (var range in text.Split(';'))
        {
            var tag = text[range];
            var at = tag.IndexOf('=');
            var key = (at < 0 ? tag : tag[..at]).ToString();
            if (key.Length > 0)
            {
                tags[key] = at < 0 ? "" : Unescape(tag[(at + 1)..]); // the last one counts
            }
        }

        return [.. tags];
    }

    private static string Unescape(ReadOnlySpan<char> value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
            }
            else if (++i < value.Length)
            {
                text.Append(value[i] switch { ':' => ';', 's' => ' ', 'r' => '\r', 'n' => '\n', var c => c });
            }
        }

        return text.ToString();
    }

    private static void Escape(StringBuilder line, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                ';' => line.Append("\\:"),
                ' ' => line.Append("\\s"),
                '\\' => line.Append("\\\\"),
                '\r' => line.Append("\\r"),
                '\n' => line.Append("\\n"),
                '\0' => line,
                _ => line.Append(c),
            };
        }
    }
}
