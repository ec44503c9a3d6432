using System.Globalization;
using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>Posts in the form of Discord's webhooks: <c>content</c> and <c>embeds</c>. Pure.</summary>
public static class DiscordFormat
{
    /// <param name="name">Name of the webhook.</param>
    public static HookReading Read(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return HookReading.Refuse(HookAnswers.InvalidPayload);
        }

        var text = string.Join("\n\n", json.Items("embeds").Select(Embed).Prepend(MarkdownText.Clean(json.Text("content") ?? "").Trim()).Where(part => part.Length > 0));
        return text.Length == 0 ? HookReading.Refuse(HookAnswers.NoText) : HookReading.Say(SlackFormat.Under(SlackFormat.Who(json.Text("username"), null, name), text));
    }

    private static string Embed(JsonElement embed)
    {
        List<string> lines =
        [
            MarkdownText.Link(embed.Text("author", "url"), embed.Text("author", "name")),
            MarkdownText.BoldLink(embed.Text("url"), embed.Text("title")),
            MarkdownText.Clean(embed.Text("description") ?? "").Trim(),
        ];
        foreach (var field in embed.Items("fields"))
        {
            var (title, value) = (MarkdownText.Bold(field.Text("name")), MarkdownText.Clean(field.Text("value") ?? "").Trim());
            lines.Add(title.Length > 0 && value.Length > 0 ? $"{title}{(value.Contains('\n', StringComparison.Ordinal) ? "\n" : ": ")}{value}" : title + value);
        }

        lines.Add(Image(embed.Text("image", "url")));
        lines.Add(Image(embed.Text("thumbnail", "url")));
        lines.Add(string.Join(" · ", new[] { MarkdownText.Line(embed.Text("footer", "text")), MarkdownText.Line(embed.Text("timestamp")) }.Where(part => part.Length > 0)));
        lines.RemoveAll(line => line.Length == 0);
        if (lines.Count == 0)
        {
            return "";
        }

        if (int.TryParse(embed.Text("color"), NumberStyles.None, CultureInfo.InvariantCulture, out var colour))
        {
            lines[0] = Colours.Sign(colour) + lines[0];
        }

        return MarkdownText.Quote(string.Join('\n', lines));
    }

    private static string Image(string? url) => MarkdownText.Url(url) is null ? "" : MarkdownText.Link(url, "image");
}
