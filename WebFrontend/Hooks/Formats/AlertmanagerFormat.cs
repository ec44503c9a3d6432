using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>Alertmanager's own webhook (<c>webhook_configs</c>, version 4). Grafana's has the same members. Pure.</summary>
public static class AlertmanagerFormat
{
    /// <summary>Alerts of one post that are shown; the others are counted.</summary>
    private const int MaxAlerts = 20;

    public static HookReading Read(JsonElement json)
    {
        var alerts = json.Items("alerts").ToList();
        if (alerts.Count == 0)
        {
            return HookReading.Refuse(HookAnswers.InvalidPayload);
        }

        var isFiring = json.Text("status") != "resolved";
        var firing = alerts.Count(alert => alert.Text("status") != "resolved");
        var group = string.Join(' ', Values(json.At("groupLabels")));
        var head = MarkdownText.BoldLink(json.Text("externalURL"), $"{(isFiring ? $"FIRING: {firing}" : "RESOLVED")} {(group.Length > 0 ? group : json.Text("commonLabels", "alertname"))}");
        var lines = alerts.Take(MaxAlerts).Select(Alert).ToList();
        if (alerts.Count > MaxAlerts)
        {
            lines.Add($"… and {alerts.Count - MaxAlerts} more");
        }

        return HookReading.Say($"{head}\n\n{MarkdownText.Quote(string.Join('\n', lines))}");
    }

    private static string Alert(JsonElement alert)
    {
        var sign = alert.Text("status") == "resolved" ? "🟢" : alert.Text("labels", "severity") is "warning" or "info" ? "🟡" : "🔴";
        var name = MarkdownText.BoldLink(alert.Text("generatorURL"), alert.Text("labels", "alertname") ?? "alert");
        var summary = MarkdownText.Line(alert.Text("annotations", "summary") ?? alert.Text("annotations", "message"));
        var description = MarkdownText.Line(alert.Text("annotations", "description"));
        var labels = string.Join(", ", Pairs(alert.At("labels")).Where(pair => pair.Name is not "alertname").Select(pair => $"{pair.Name}={pair.Value}"));
        var runbook = MarkdownText.Url(alert.Text("annotations", "runbook_url")) is { } url ? MarkdownText.Link(url, "runbook") : "";
        return string.Join('\n', new[]
        {
            $"{sign} {name}{(summary.Length > 0 ? $": {summary}" : "")}", description == summary ? "" : description,
            labels.Length > 0 ? $"`{MarkdownText.Line(labels).Replace('`', '\'')}`" : "", runbook,
        }.Where(line => line.Length > 0));
    }

    private static IEnumerable<string> Values(JsonElement labels) => Pairs(labels).Select(pair => pair.Value);

    private static IEnumerable<(string Name, string Value)> Pairs(JsonElement labels) =>
        labels.ValueKind == JsonValueKind.Object ? labels.EnumerateObject().Select(label => (label.Name, label.Value.Text() ?? "")) : [];
}
