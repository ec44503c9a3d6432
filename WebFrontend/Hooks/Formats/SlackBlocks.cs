using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>Blocks in the form of Slack's: section, header, divider, context, image, actions, rich text. Of others what they say, if they do; pictures in a context are ornaments. Pure.</summary>
internal static class SlackBlocks
{
    /// <summary>All of <c>blocks</c>; empty: they say nothing.</summary>
    public static string Read(JsonElement json, Mrkdwn mrkdwn)
    {
        var parts = json.Items("blocks").Select(block => (IsRule: block.Text("type") == "divider", Text: Block(block, mrkdwn).Trim())).Where(part => part.IsRule || part.Text.Length > 0).ToList();
        return parts.Any(part => !part.IsRule) ? string.Join("\n\n", parts.Select(part => part.IsRule ? "———" : part.Text)) : "";
    }

    private static string Block(JsonElement block, Mrkdwn mrkdwn) => block.Text("type") switch
    {
        "header" => MarkdownText.Bold(block.Text("text", "text")),
        "section" => Lines([Text(block.At("text"), mrkdwn), .. block.Items("fields").Select(field => Text(field, mrkdwn)), Element(block.At("accessory"), mrkdwn)]),
        "context" => string.Join(" ", block.Items("elements").Where(element => element.Text("type") != "image").Select(element => Element(element, mrkdwn)).Where(text => text.Length > 0)),
        "actions" => string.Join(" · ", block.Items("elements").Select(element => Element(element, mrkdwn)).Where(text => text.Length > 0)),
        "image" => Element(block, mrkdwn),
        "rich_text" => Rich(block, depth: 0),
        _ => Lines([Text(block.At("text"), mrkdwn), MarkdownText.Link(block.Text("title_url"), block.Text("title", "text"))]),
    };

    private static string Element(JsonElement element, Mrkdwn mrkdwn) => element.Text("type") switch
    {
        "image" => MarkdownText.Url(element.Text("image_url")) is { } url ? MarkdownText.Link(url, element.Text("title", "text") ?? element.Text("alt_text") ?? "image") : MarkdownText.Line(element.Text("alt_text")),
        "button" => MarkdownText.Url(element.Text("url")) is { } url ? MarkdownText.Link(url, element.Text("text", "text")) : "", // what only Slack could press
        "mrkdwn" or "plain_text" => Text(element, mrkdwn),
        _ => "",
    };

    private static string Text(JsonElement text, Mrkdwn mrkdwn) => (text.Text("type") == "plain_text" ? MarkdownText.Plain(text.Text("text")) : mrkdwn.Convert(text.Text("text"))).Trim();

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));

    /// <summary>Sections, lists, quotes and code, without their styles.</summary>
    private static string Rich(JsonElement element, int depth)
    {
        if (depth > 8)
        {
            return "";
        }

        var children = element.Items("elements").Select(child => Rich(child, depth + 1));
        return element.Text("type") switch
        {
            "text" => MarkdownText.Plain(element.Text("text")),
            "link" => MarkdownText.Link(element.Text("url"), element.Text("text")),
            "emoji" => $":{MarkdownText.Line(element.Text("name"))}:",
            "rich_text_list" => string.Concat(children.Select(child => $"- {child}\n")),
            "rich_text_preformatted" => $"\n```\n{string.Concat(children)}\n```\n",
            "rich_text_quote" => MarkdownText.Quote(string.Concat(children)) + "\n",
            "rich_text" => string.Join('\n', children),
            _ => string.Concat(children),
        };
    }
}
