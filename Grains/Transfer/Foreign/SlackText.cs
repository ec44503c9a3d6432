using System.Text;
using System.Text.RegularExpressions;
using Parley.Rooms;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>
/// Slack's mrkdwn as Markdown: links and names in angle brackets, <c>*bold*</c>, <c>~struck~</c>; what is code stays as it is. Pure. Source: "Formatting text for app surfaces" in
/// Slack's documentation.
/// </summary>
/// <param name="userNames">By Slack's user id, as they are called here.</param>
internal sealed partial class SlackText(IReadOnlyDictionary<string, string> userNames)
{
    /// <returns>The text, whom it mentions (Slack's ids), and whether everybody.</returns>
    public (string Text, IReadOnlyList<string> Mentions, MentionScope Everybody) Read(string text)
    {
        var (mentions, everybody) = (new List<string>(), MentionScope.None);
        var result = new StringBuilder(text.Length);
        var parts = Code().Split(text); // every second one is code
        for (var i = 0; i < parts.Length; i++)
        {
            result.Append(i % 2 == 1 ? Plain(parts[i]) : Marks(InBrackets().Replace(parts[i], Bracket)));
        }

        return (result.ToString(), mentions, everybody);

        string Bracket(Match match)
        {
            var (what, label) = (match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : null);
            switch (what[0])
            {
                case '@':
                    mentions.Add(what[1..]);
                    return "@" + (userNames.GetValueOrDefault(what[1..]) ?? label ?? what[1..]);
                case '#':
                    return "#" + (label ?? what[1..]);
                case '!' when what is "!channel" or "!everyone":
                    everybody = MentionScope.Room;
                    return "@room";
                case '!' when what == "!here":
                    everybody = everybody == MentionScope.None ? MentionScope.Here : everybody;
                    return "@here";
                case '!':
                    return label ?? what[1..]; // a group, a date
                default:
                    return label is null || label == what ? what : $"[{label}]({what})";
            }
        }
    }

    private static string Marks(string text) => Plain(Struck().Replace(Bold().Replace(text, "**$1**"), "~~$1~~"));

    private static string Plain(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex("(```.*?```|`[^`\\n]+`)", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("<([@#!]?[^<>|]+)(?:\\|([^<>]*))?>")]
    private static partial Regex InBrackets();

    [GeneratedRegex("(?<![\\w*])\\*(?=\\S)([^*\\n]+?)(?<=\\S)\\*(?![\\w*])")]
    private static partial Regex Bold();

    [GeneratedRegex("(?<![\\w~])~(?=\\S)([^~\\n]+?)(?<=\\S)~(?![\\w~])")]
    private static partial Regex Struck();
}
