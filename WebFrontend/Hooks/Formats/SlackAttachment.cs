using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>An attachment in the form of Slack's: a quote, with what stands above it before it. Pure.</summary>
internal static class SlackAttachment
{
    public static string Read(JsonElement json, Mrkdwn mrkdwn)
    {
        var marked = json.Items("mrkdwn_in").Select(name => name.Text()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var lines = new List<string>();
        Add(MarkdownText.Link(json.Text("author_link"), Mrkdwn.Decode(json.Text("author_name") ?? "")));
        Add(MarkdownText.BoldLink(json.Text("title_link"), Mrkdwn.Decode(json.Text("title") ?? "")));
        Add(Marked("text"));
        Add(SlackBlocks.Read(json, mrkdwn));
        AddFields();
        Add(Image("image_url"));
        Add(Image("thumb_url"));
        Add(string.Join(" · ", json.Items("actions").Select(action => MarkdownText.Link(action.Text("url"), action.Text("text"))).Where(link => link.Length > 0)));
        if (lines.Count == 0)
        {
            Add(mrkdwn.Plain(json.Text("fallback")));
        }

        var foot = string.Join(" · ", new[] { MarkdownText.Line(Mrkdwn.Decode(json.Text("footer") ?? "")), SlackFormat.Time(json.Number("ts")) }.Where(part => part.Length > 0));
        if (lines.Count > 0)
        {
            Add(foot);
            lines[0] = Colours.Sign(json.Text("color")) + lines[0];
        }

        var above = Marked("pretext");
        var quote = lines.Count == 0 ? "" : MarkdownText.Quote(string.Join('\n', lines));
        return above.Length == 0 ? quote : quote.Length == 0 ? above : $"{above}\n\n{quote}";

        void Add(string line)
        {
            if (line.Trim() is { Length: > 0 } kept)
            {
                lines.Add(kept);
            }
        }

        // Without a list all of them have marks, as Slack has it today.
        string Marked(string field) => (marked.Count == 0 || marked.Contains(field) ? mrkdwn.Convert(json.Text(field)) : mrkdwn.Plain(json.Text(field))).Trim();

        string Image(string field) => json.Text(field) is { } url && MarkdownText.Url(url) is not null ? MarkdownText.Link(url, "image") : "";

        // Short ones that follow each other stand two in a line.
        void AddFields()
        {
            var isHalf = false;
            foreach (var field in json.Items("fields"))
            {
                var title = MarkdownText.Bold(Mrkdwn.Decode(field.Text("title") ?? ""));
                var value = (marked.Count == 0 || marked.Contains("fields") ? mrkdwn.Convert(field.Text("value")) : mrkdwn.Plain(field.Text("value"))).Trim();
                var line = title.Length == 0 ? value : value.Length == 0 ? title : value.Contains('\n', StringComparison.Ordinal) ? $"{title}\n{value}" : $"{title}: {value}";
                var isShort = field.At("short").ValueKind == JsonValueKind.True && !line.Contains('\n', StringComparison.Ordinal);
                if (line.Length == 0)
                {
                    continue;
                }

                if (isShort && isHalf)
                {
                    lines[^1] += $" · {line}";
                }
                else
                {
                    lines.Add(line);
                }

                isHalf = isShort && !isHalf;
            }
        }
    }
}
