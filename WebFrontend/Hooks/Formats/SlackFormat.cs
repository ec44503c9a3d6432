using System.Globalization;
using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>Posts in the form of Slack's incoming webhooks. The fields of <c>text</c>, <c>blocks</c> and <c>attachments</c>; <c>channel</c> is not looked at: an address is of one room. Pure.</summary>
public static class SlackFormat
{
    /// <param name="name">Name of the webhook: said again only if the post has another one.</param>
    /// <param name="names">User names of those whom the post calls by id.</param>
    public static HookReading Read(JsonElement json, string name, IReadOnlyDictionary<string, string> names)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return HookReading.Refuse(HookAnswers.InvalidPayload);
        }

        var mrkdwn = new Mrkdwn(names);
        var parts = new List<string>();

        // With blocks the text is what a notification says, and not shown.
        var blocks = SlackBlocks.Read(json, mrkdwn);
        parts.Add(blocks.Length > 0 ? blocks : Body(json, mrkdwn));
        parts.AddRange(json.Items("attachments").Select(attachment => SlackAttachment.Read(attachment, mrkdwn)));
        var text = string.Join("\n\n", parts.Where(part => part.Length > 0));
        if (text.Length == 0)
        {
            return HookReading.Refuse(HookAnswers.NoText);
        }

        return new HookReading(
            new HookPost(Under(Who(json.Text("username"), json.Text("icon_emoji"), name), text))
            {
                Mentions = mrkdwn.Mentions, LinksNames = json.IsTrue("link_names"), Thread = json.Number("thread_ts") is > 0 and var seq ? seq : null,
            },
            null);
    }

    /// <summary>The name that the sender gives itself, as the first line of what it says: the message is the webhook's, and is marked as a bot's. Empty: the name is the same.</summary>
    internal static string Who(string? asked, string? emoji, string name)
    {
        var line = MarkdownText.Bold(asked is { Length: > 80 } ? asked[..80] : asked);
        return line.Length == 0 || string.Equals(MarkdownText.Line(asked), name, StringComparison.OrdinalIgnoreCase) ? ""
            : emoji is { Length: <= 50 } && emoji.Length > 2 && emoji[0] == ':' ? $"{MarkdownText.Line(emoji)} {line}" : line;
    }

    internal static string Under(string line, string text) =>
        line.Length == 0 ? text : text.StartsWith('>') || text.StartsWith("```", StringComparison.Ordinal) ? $"{line}\n\n{text}" : $"{line}\n{text}";

    internal static string Time(long? seconds) => seconds is > 0 and < 100_000_000_000
        ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "";

    private static string Body(JsonElement json, Mrkdwn mrkdwn) =>
        (json.At("mrkdwn").ValueKind == JsonValueKind.False ? mrkdwn.Plain(json.Text("text")) : mrkdwn.Convert(json.Text("text"))).Trim();
}
